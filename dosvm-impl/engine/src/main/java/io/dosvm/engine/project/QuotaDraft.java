package io.dosvm.engine.project;

import io.dosvm.QuotaSpec;
import io.dosvm.value.ByteSize;
import java.util.EnumMap;
import java.util.Map;

/** Collects the limits that a lambda sets. */
final class QuotaDraft implements QuotaSpec {
    private final Map<Limit, Long> set = new EnumMap<>(Limit.class);

    Map<Limit, Long> set() {
        return set;
    }

    @Override
    public QuotaSpec instances(int count) {
        return put(Limit.INSTANCES, count);
    }

    @Override
    public QuotaSpec vcpus(int count) {
        return put(Limit.VCPUS, count);
    }

    @Override
    public QuotaSpec memory(ByteSize size) {
        return put(Limit.MEMORY, size.bytes());
    }

    @Override
    public QuotaSpec disk(ByteSize size) {
        return put(Limit.DISK, size.bytes());
    }

    @Override
    public QuotaSpec images(int count) {
        return put(Limit.IMAGES, count);
    }

    @Override
    public QuotaSpec imageBytes(ByteSize size) {
        return put(Limit.IMAGE_BYTES, size.bytes());
    }

    @Override
    public QuotaSpec snapshots(int count) {
        return put(Limit.SNAPSHOTS, count);
    }

    private QuotaSpec put(Limit limit, long value) {
        set.put(limit, value);
        return this;
    }
}
