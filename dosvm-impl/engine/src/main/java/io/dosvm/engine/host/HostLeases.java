package io.dosvm.engine.host;

import io.dosvm.engine.store.Tx;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Which node watches which host: each has its share, and takes over what another one has let lapse. */
final class HostLeases {
    /** Hosts taken over in one transaction. */
    private static final int AT_ONCE = 100;

    /** Three times the period in which nodes write that they live. */
    private static final Duration NODE_LIVES = Duration.ofSeconds(90);

    private final UUID node;
    private final boolean alone;
    private final Duration time;

    /**
     * The leases of a node.
     *
     * @param alone whether the store is this process's alone: nobody else can hold anything
     * @param time how long a lease lasts
     */
    HostLeases(UUID node, boolean alone, Duration time) {
        this.node = node;
        this.alone = alone;
        this.time = time;
    }

    /**
     * What came out of a round.
     *
     * @param held the epoch of each host that this node may watch
     * @param more whether there is more to take at once
     */
    record Round(Map<UUID, Long> held, boolean more) {}

    /** A host, and who watches it. */
    private record Duty(
            UUID host,
            @Nullable UUID holder,
            long epoch,
            @Nullable Instant until,
            boolean known) {
        boolean free(Instant now) {
            return holder == null || until == null || !until.isAfter(now);
        }

        /** Nobody has wanted it for a while: a node that has its share may take it too. */
        boolean left(Instant now, Duration time) {
            return until == null || !until.plus(time).isAfter(now);
        }
    }

    /**
     * Renews what this node has, takes what is free up to its share, lets go what is above it.
     *
     * @param order says in which order free ones are taken, so that nodes do not all take the same
     */
    Round round(Tx tx, long order) {
        Instant now = tx.now();
        Instant until = now.plus(time);
        tx.update(
                "UPDATE lease SET until_at = :until WHERE node_id = :node AND until_at > :now"
                        + " AND name IN (SELECT id FROM host WHERE state = 'ACTIVE')",
                Map.of("until", until, "node", node, "now", now));
        List<Duty> duties = duties(tx);
        Map<UUID, Long> held = new HashMap<>();
        List<Duty> free = new ArrayList<>();
        for (Duty duty : duties) {
            if (!duty.free(now) && node.equals(duty.holder())) {
                held.put(duty.host(), duty.epoch());
            } else if (alone || duty.free(now)) {
                free.add(duty);
            }
        }
        int share = share(duties.size(), nodes(tx, now));
        release(tx, held, held.size() - share, order);
        Collections.shuffle(free, new Random(order));
        List<Duty> wanted = new ArrayList<>();
        for (Duty duty : free) {
            boolean below = held.size() + wanted.size() < share;
            if (wanted.size() < AT_ONCE && (below || duty.left(now, time))) {
                wanted.add(duty);
            }
        }
        // In one order for all nodes: they wait for each other's rows, and not in a circle.
        wanted.sort(Comparator.comparing(Duty::host));
        wanted.forEach(duty -> take(tx, duty, now, until).ifPresent(epoch -> held.put(duty.host(), epoch)));
        return new Round(held, wanted.size() == AT_ONCE && free.size() > AT_ONCE);
    }

    /** Lets everything go, so that others need not wait for it to lapse. */
    void releaseAll(Tx tx) {
        tx.update(
                "UPDATE lease SET node_id = NULL, until_at = :now"
                        + " WHERE node_id = :node AND name IN (SELECT id FROM host)",
                Map.of("node", node, "now", tx.now()));
    }

    static int share(int hosts, int nodes) {
        return (hosts + nodes - 1) / nodes;
    }

    private static List<Duty> duties(Tx tx) {
        return tx.list(
                "SELECT h.id, l.name, l.node_id, l.epoch, l.until_at FROM host h LEFT JOIN lease l ON l.name = h.id"
                        + " WHERE h.state = 'ACTIVE'",
                Map.of(),
                (row, context) -> {
                    String holder = row.getString("node_id");
                    boolean known = row.getString("name") != null;
                    return new Duty(
                            UUID.fromString(row.getString("id")),
                            holder == null ? null : UUID.fromString(holder),
                            row.getLong("epoch"),
                            known ? HostLookup.instant(row.getLong("until_at")) : null,
                            known);
                });
    }

    /** The nodes that have been seen of late, this one among them. */
    private int nodes(Tx tx, Instant now) {
        if (alone) {
            return 1;
        }
        int others = tx.first(
                        "SELECT COUNT(*) AS nodes FROM node WHERE seen_at > :since AND id <> :node",
                        Map.of("since", now.minus(NODE_LIVES), "node", node),
                        (row, context) -> row.getInt("nodes"))
                .orElse(0);
        return others + 1;
    }

    private void release(Tx tx, Map<UUID, Long> held, int tooMany, long order) {
        if (tooMany <= 0) {
            return;
        }
        List<UUID> hosts = new ArrayList<>(held.keySet());
        Collections.sort(hosts);
        Collections.shuffle(hosts, new Random(order));
        for (UUID host : hosts.subList(0, Math.min(AT_ONCE, tooMany))) {
            tx.update(
                    "UPDATE lease SET node_id = NULL, until_at = :now WHERE name = :name AND node_id = :node",
                    Map.of("name", host.toString(), "node", node, "now", tx.now()));
            held.remove(host);
        }
    }

    /** The epoch grows with every taking; that an earlier holder has renewed it in the last moment is seen too. */
    private Optional<Long> take(Tx tx, Duty duty, Instant now, Instant until) {
        Map<String, Object> values = new HashMap<>();
        values.put("name", duty.host().toString());
        values.put("node", node);
        values.put("until", until);
        String sql = "INSERT INTO lease (name, node_id, epoch, until_at) VALUES (:name, :node, 1, :until)";
        if (duty.known()) {
            values.put("epoch", duty.epoch());
            sql = "UPDATE lease SET node_id = :node, epoch = epoch + 1, until_at = :until"
                    + " WHERE name = :name AND epoch = :epoch";
            if (!alone) {
                values.put("now", now);
                sql += " AND (node_id IS NULL OR until_at <= :now)";
            }
        }
        int rows = tx.update(sql, values);
        if (rows == 0) {
            return Optional.empty();
        }
        long epoch = duty.epoch() + 1;
        // From here on nothing that an earlier holder has seen is written any more.
        tx.update(
                "UPDATE host SET observer_epoch = :epoch WHERE id = :host AND observer_epoch < :epoch",
                Map.of("epoch", epoch, "host", duty.host()));
        return Optional.of(epoch);
    }
}
