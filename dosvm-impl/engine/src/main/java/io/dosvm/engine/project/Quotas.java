package io.dosvm.engine.project;

import io.dosvm.engine.store.Tx;
import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.value.ByteSize;
import io.dosvm.value.ResourceRef;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * What projects use of their limits. One conditional statement charges everything or nothing, so that no limit is
 * exceeded whatever runs at once.
 */
public final class Quotas {
    private Quotas() {}

    /**
     * Adds to what a project uses. Called first of all row changes in a transaction: the project's row is locked by it.
     *
     * @throws DosvmException {@code QUOTA_EXCEEDED} naming each limit that is too small; {@code NOT_FOUND};
     *     {@code WRONG_STATE} if the project is being deleted
     */
    public static void charge(Tx tx, ResourceRef project, Amount amount) {
        if (tryCharge(tx, project.id(), amount)) {
            return;
        }
        ProjectRow row = new ProjectStore().lock(tx, project.id());
        ProjectStore.refuseDeleting(row);
        refuseExceeded(row, amount);
        // What was in the way has gone in between; the row is locked now.
        if (!tryCharge(tx, project.id(), amount)) {
            throw DosvmException.of(ErrorCode.INTERNAL, "the quota neither allows nor refuses " + amount)
                    .resource(row.ref())
                    .build();
        }
    }

    /** Locks a project's row until the end of the transaction, before those of what belongs to it; gone is fine. */
    public static void lock(Tx tx, UUID project) {
        tx.first(
                "SELECT id FROM project WHERE id = :id FOR UPDATE",
                Map.of("id", project),
                (row, context) -> row.getString("id"));
    }

    /** Takes back what {@link #charge} added. A project that is gone has nothing to take back. */
    public static void release(Tx tx, UUID project, Amount amount) {
        Map<Limit, Long> parts = amount.parts();
        if (parts.isEmpty()) {
            return;
        }
        Map<String, Object> values = new HashMap<>();
        values.put("id", project);
        String sets = parts.entrySet().stream()
                .map(part -> {
                    String used = part.getKey().usedColumn();
                    values.put(used, part.getValue());
                    return used + " = " + used + " - :" + used;
                })
                .collect(Collectors.joining(", "));
        tx.update("UPDATE project SET " + sets + " WHERE id = :id", values);
    }

    private static boolean tryCharge(Tx tx, UUID project, Amount amount) {
        Map<String, Object> values = new HashMap<>();
        values.put("id", project);
        StringBuilder sets = new StringBuilder("state = 'ACTIVE'");
        StringBuilder conditions = new StringBuilder();
        amount.parts().forEach((limit, value) -> {
            String used = limit.usedColumn();
            String quota = limit.quotaColumn();
            values.put(used, value);
            values.put("room_" + used, Long.MAX_VALUE - value);
            sets.append(", ")
                    .append(used)
                    .append(" = ")
                    .append(used)
                    .append(" + :")
                    .append(used);
            conditions.append(" AND ").append(used).append(" <= :room_").append(used);
            conditions
                    .append(" AND (")
                    .append(quota)
                    .append(" IS NULL OR ")
                    .append(used)
                    .append(" <= ")
                    .append(quota);
            conditions.append(" - :").append(used).append(")");
        });
        String sql = "UPDATE project SET " + sets + " WHERE id = :id AND state = 'ACTIVE'" + conditions;
        return tx.update(sql, values) == 1;
    }

    private static void refuseExceeded(ProjectRow row, Amount amount) {
        List<String> exceeded = new ArrayList<>();
        Map<String, String> facts = new HashMap<>();
        amount.parts().forEach((limit, asked) -> {
            long used = row.use().of(limit);
            long allowed = row.limits().values().getOrDefault(limit, Long.MAX_VALUE);
            if (used > allowed - asked) {
                String fact = "limit " + limit.shown(allowed) + ", used " + limit.shown(used) + ", asked "
                        + limit.shown(asked);
                exceeded.add(limit.text() + ": " + fact);
                facts.put(limit.field(), fact);
            }
        });
        if (exceeded.isEmpty()) {
            return;
        }
        DosvmException.Report report = DosvmException.of(
                        ErrorCode.QUOTA_EXCEEDED, "the quota does not allow it: " + String.join("; ", exceeded))
                .resource(row.ref())
                .hint("free something, or raise the quota");
        facts.forEach(report::with);
        throw report.build();
    }

    /**
     * So much of each limit, none below zero.
     *
     * @param instances definitions
     * @param vcpus virtual CPUs
     * @param memory bytes of guest memory
     * @param disk bytes of volume capacity
     * @param images count
     * @param imageBytes bytes of images
     * @param snapshots count
     */
    public record Amount(int instances, int vcpus, long memory, long disk, int images, long imageBytes, int snapshots) {
        /** Nothing at all. */
        public static final Amount NONE = new Amount(0, 0, 0, 0, 0, 0, 0);

        /** Refuses negative parts: they would turn a charge into a release. */
        public Amount {
            if (instances < 0 || vcpus < 0 || memory < 0 || disk < 0 || images < 0 || imageBytes < 0 || snapshots < 0) {
                throw new IllegalArgumentException("an amount below zero");
            }
        }

        /** One instance definition. */
        public static Amount ofInstance() {
            return NONE.instances(1);
        }

        /** What a VM counts while it is on. */
        public static Amount ofRunning(int vcpus, ByteSize memory) {
            return NONE.vcpus(vcpus).memory(memory);
        }

        /** One volume of so many bytes. */
        public static Amount ofDisk(long bytes) {
            return NONE.disk(ByteSize.bytes(bytes));
        }

        /** One image of so many bytes. */
        public static Amount ofImage(long bytes) {
            return NONE.images(1, ByteSize.bytes(bytes));
        }

        /** The same with so many instances. */
        public Amount instances(int count) {
            return new Amount(count, vcpus, memory, disk, images, imageBytes, snapshots);
        }

        /** The same with so many virtual CPUs. */
        public Amount vcpus(int count) {
            return new Amount(instances, count, memory, disk, images, imageBytes, snapshots);
        }

        /** The same with so much memory. */
        public Amount memory(ByteSize size) {
            return new Amount(instances, vcpus, size.bytes(), disk, images, imageBytes, snapshots);
        }

        /** The same with so much disk. */
        public Amount disk(ByteSize size) {
            return new Amount(instances, vcpus, memory, size.bytes(), images, imageBytes, snapshots);
        }

        /** The same with so many images of so many bytes together. */
        public Amount images(int count, ByteSize size) {
            return new Amount(instances, vcpus, memory, disk, count, size.bytes(), snapshots);
        }

        /** The same with so many snapshots. */
        public Amount snapshots(int count) {
            return new Amount(instances, vcpus, memory, disk, images, imageBytes, count);
        }

        /** The parts that are not zero. */
        Map<Limit, Long> parts() {
            Map<Limit, Long> parts = new EnumMap<>(Limit.class);
            parts.put(Limit.INSTANCES, (long) instances);
            parts.put(Limit.VCPUS, (long) vcpus);
            parts.put(Limit.MEMORY, memory);
            parts.put(Limit.DISK, disk);
            parts.put(Limit.IMAGES, (long) images);
            parts.put(Limit.IMAGE_BYTES, imageBytes);
            parts.put(Limit.SNAPSHOTS, (long) snapshots);
            parts.values().removeAll(Collections.singleton(0L));
            return parts;
        }
    }
}
