package io.dosvm.engine.project;

import io.dosvm.QuotaUse;
import io.dosvm.value.ByteSize;
import java.util.Map;

/** What a project uses of each limit. */
record Use(Map<Limit, Long> values) implements QuotaUse {
    Use {
        values = Map.copyOf(values);
    }

    @Override
    public int instances() {
        return count(Limit.INSTANCES);
    }

    @Override
    public int vcpus() {
        return count(Limit.VCPUS);
    }

    @Override
    public ByteSize memory() {
        return ByteSize.bytes(of(Limit.MEMORY));
    }

    @Override
    public ByteSize disk() {
        return ByteSize.bytes(of(Limit.DISK));
    }

    @Override
    public int images() {
        return count(Limit.IMAGES);
    }

    @Override
    public ByteSize imageBytes() {
        return ByteSize.bytes(of(Limit.IMAGE_BYTES));
    }

    @Override
    public int snapshots() {
        return count(Limit.SNAPSHOTS);
    }

    /** What is used of one limit. */
    long of(Limit limit) {
        return values.getOrDefault(limit, 0L);
    }

    private int count(Limit limit) {
        return (int) Math.min(Integer.MAX_VALUE, of(limit));
    }
}
