package io.dosvm.engine.project;

import io.dosvm.Quota;
import io.dosvm.value.ByteSize;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/** The limits of a project: what is not in the map is unlimited. */
record Limits(Map<Limit, Long> values) implements Quota {
    Limits {
        values = Map.copyOf(values);
    }

    @Override
    public OptionalInt instances() {
        return count(Limit.INSTANCES);
    }

    @Override
    public OptionalInt vcpus() {
        return count(Limit.VCPUS);
    }

    @Override
    public Optional<ByteSize> memory() {
        return size(Limit.MEMORY);
    }

    @Override
    public Optional<ByteSize> disk() {
        return size(Limit.DISK);
    }

    @Override
    public OptionalInt images() {
        return count(Limit.IMAGES);
    }

    @Override
    public Optional<ByteSize> imageBytes() {
        return size(Limit.IMAGE_BYTES);
    }

    @Override
    public OptionalInt snapshots() {
        return count(Limit.SNAPSHOTS);
    }

    /** A limit for people. */
    String shown(Limit limit) {
        Long value = values.get(limit);
        return value == null ? "unlimited" : limit.shown(value);
    }

    /** The limits that are set, for people. */
    @Override
    public String toString() {
        String set = Arrays.stream(Limit.values())
                .filter(values::containsKey)
                .map(limit -> limit.text() + " " + shown(limit))
                .collect(Collectors.joining(", "));
        return set.isEmpty() ? "unlimited" : set;
    }

    private OptionalInt count(Limit limit) {
        Long value = values.get(limit);
        return value == null ? OptionalInt.empty() : OptionalInt.of(Math.toIntExact(value));
    }

    private Optional<ByteSize> size(Limit limit) {
        return Optional.ofNullable(values.get(limit)).map(ByteSize::bytes);
    }
}
