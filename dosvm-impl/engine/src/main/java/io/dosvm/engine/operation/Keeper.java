package io.dosvm.engine.operation;

import io.dosvm.engine.operation.LeasedContext.Services;
import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The one task that keeps time for operations: takes what is due, makes leases last, hears of cancels on other nodes,
 * writes progress.
 */
final class Keeper {
    private static final Logger LOG = LoggerFactory.getLogger(Keeper.class);
    private static final int CLAIM = 16;
    private static final Duration POLL_SHARED = Duration.ofSeconds(1);
    private static final Duration POLL_ALONE = Duration.ofSeconds(60);
    private static final Duration TICK_ALONE = Duration.ofSeconds(5);
    private static final Duration AFTER_FAILURE = Duration.ofSeconds(1);
    private static final Duration NODE_PERIOD = Duration.ofSeconds(30);
    private static final Duration NODE_FORGOTTEN = Duration.ofDays(1);

    private final Services services;
    private final Runner runner;
    private long nodeWritten;
    private volatile boolean closed;

    Keeper(Services services, Runner runner) {
        this.services = services;
        this.runner = runner;
        this.nodeWritten = services.runtime().nanoTime();
    }

    void close() {
        closed = true;
        services.due().raise();
    }

    /** Runs until {@link #close()}. */
    void run() {
        boolean told = false;
        // Counted before the look at the end: a close in between is not waited out.
        for (long seen = services.due().count(); !closed; seen = services.due().count()) {
            Duration pause = AFTER_FAILURE;
            try {
                pause = look();
                told = false;
            } catch (DosvmException e) {
                if (closed || e.code() == ErrorCode.CLOSED || e.code() == ErrorCode.INTERRUPTED) {
                    return;
                }
                if (!told) {
                    LOG.warn("the queue of operations cannot be read, will go on trying [code={}]", e.code(), e);
                }
                told = true;
            }
            services.due().await(seen, pause);
        }
    }

    private Duration look() {
        runner.giveBack();
        renew();
        hearCancels();
        writeProgress();
        seen();
        boolean more = claim();
        return more ? Duration.ZERO : pause();
    }

    private Duration pause() {
        boolean alone = services.database().exclusive();
        Duration poll = !alone ? POLL_SHARED : runner.held().isEmpty() ? POLL_ALONE : TICK_ALONE;
        return services.database().transaction("operation.next", tx -> {
            Optional<Instant> next = services.store().nextDue(tx);
            Duration until = next.map(due -> Duration.between(tx.now(), due)).orElse(poll);
            return until.compareTo(poll) < 0 ? until.plusMillis(1) : poll;
        });
    }

    private boolean claim() {
        int room = Math.min(CLAIM, runner.room());
        if (room == 0) {
            return false;
        }
        Moment began = Moment.now(services.runtime());
        OperationStore.Claimed claimed = services.database().transaction("operation.claim", tx -> services.store()
                .claim(tx, room, services.lease(), services.lanes()));
        for (OperationRow row : claimed.rows()) {
            LeasedContext context = new LeasedContext(services, row, began);
            row.lane().ifPresent(lane -> services.lanes().take(context, lane));
            runner.submit(context);
        }
        runner.behind(claimed.more());
        return claimed.more();
    }

    private void renew() {
        Map<UUID, LeasedContext> held = held();
        if (held.values().stream().noneMatch(Keeper::runsOutSoon)) {
            return;
        }
        Map<UUID, Duration> leases = new HashMap<>();
        held.forEach((id, context) -> leases.put(id, context.lease()));
        Moment began = Moment.now(services.runtime());
        Set<UUID> renewed = services.database().transaction("operation.renew", tx -> {
            // Few lengths: that of all, and those of work that takes as long as it moves.
            for (Duration lease : Set.copyOf(leases.values())) {
                services.store().renew(tx, ofLength(leases, lease), lease);
            }
            return Set.copyOf(services.store().mine(tx, held));
        });
        held.forEach((id, context) -> {
            if (renewed.contains(id)) {
                context.renewed(began, leases.getOrDefault(id, services.lease()));
            } else if (!context.isEnded()) {
                context.lose();
            }
        });
    }

    private static boolean runsOutSoon(LeasedContext context) {
        return context.leaseLeft().compareTo(context.lease().multipliedBy(2).dividedBy(3)) < 0;
    }

    private static List<UUID> ofLength(Map<UUID, Duration> leases, Duration lease) {
        return leases.keySet().stream()
                .filter(id -> lease.equals(leases.get(id)))
                .toList();
    }

    private void hearCancels() {
        if (services.database().exclusive() || runner.held().isEmpty()) {
            return;
        }
        services.database()
                .transaction("operation.cancels", services.store()::cancelled)
                .forEach(id -> runner.held(id).ifPresent(LeasedContext::requestCancel));
    }

    private void writeProgress() {
        for (LeasedContext context : runner.held()) {
            if (context.progressUnwritten()) {
                services.database().transaction("operation.progress", tx -> {
                    context.writeProgress(tx);
                    return context;
                });
            }
        }
    }

    /** Other nodes see that this one lives. */
    private void seen() {
        long now = services.runtime().nanoTime();
        if (services.database().exclusive() || now - nodeWritten < NODE_PERIOD.toNanos()) {
            return;
        }
        nodeWritten = now;
        services.database().transaction("node.seen", tx -> {
            tx.update(
                    "UPDATE node SET seen_at = :now WHERE id = :id",
                    Map.of("now", tx.now(), "id", services.store().node()));
            return tx.update(
                    "DELETE FROM node WHERE seen_at < :before",
                    Map.of("before", tx.now().minus(NODE_FORGOTTEN)));
        });
    }

    private Map<UUID, LeasedContext> held() {
        return runner.held().stream()
                .filter(c -> !c.isLost())
                .collect(Collectors.toMap(LeasedContext::operation, c -> c, (a, b) -> b));
    }
}
