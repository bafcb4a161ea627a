package io.dosvm.engine.store;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.pool.HikariPool;
import io.dosvm.spi.Runtime;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import org.jdbi.v3.core.ConnectionFactory;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Connections that are kept, each given out within the time that its taker has, and bounded in how long it waits for an
 * answer. A server that is gone without a word holds nobody up for longer.
 */
final class ConnectionPool implements ConnectionFactory {
    private static final Logger LOG = LoggerFactory.getLogger(ConnectionPool.class);

    /** What the server has, beyond the time that it was given itself, to say that the time is up. */
    private static final Duration GRACE = Duration.ofMillis(500);

    /** Who waits for a connection looks so often whether the pool was closed. */
    private static final Duration LOOK = Duration.ofSeconds(1);

    private static final Duration CLOSE_WAIT = Duration.ofSeconds(2);

    private final HikariPool pool;
    private final Runtime runtime;
    private final Threads threads;
    private final Duration patience;
    private final Set<Connection> taken = ConcurrentHashMap.newKeySet();
    private final Map<Thread, Duration> within = new ConcurrentHashMap<>();
    private volatile boolean closed;

    /**
     * A pool that has tried one connection.
     *
     * @param patience how long anybody waits for a connection at most
     */
    ConnectionPool(HikariConfig config, Runtime runtime, Duration patience) {
        this.runtime = runtime;
        this.threads = new Threads(runtime.client());
        this.patience = patience;
        config.setConnectionTimeout(patience.toMillis());
        config.setThreadFactory(threads);
        config.validate();
        this.pool = new HikariPool(config);
    }

    /** Takes a connection on this thread, by way of whoever opens one of this factory. */
    <T> T within(Duration time, Supplier<T> opening) {
        within.put(Thread.currentThread(), time.compareTo(patience) < 0 ? time : patience);
        try {
            return opening.get();
        } finally {
            within.remove(Thread.currentThread());
        }
    }

    @Override
    public Connection openConnection() throws SQLException {
        long end = runtime.endOf(within.getOrDefault(Thread.currentThread(), patience));
        while (true) {
            if (closed) {
                throw new SQLTransientConnectionException("the pool is closed");
            }
            Duration left = Duration.ofNanos(Math.max(0, end - runtime.nanoTime()));
            Duration now = left.compareTo(LOOK) < 0 ? left : LOOK;
            try {
                Connection connection = pool.getConnection(Math.max(1, now.toMillis()));
                taken.add(connection);
                return connection;
            } catch (SQLTransientConnectionException e) {
                if (left.compareTo(LOOK) <= 0) {
                    throw e;
                }
            }
        }
    }

    @Override
    public void closeConnection(Connection connection) throws SQLException {
        taken.remove(connection);
        connection.close();
    }

    /** Bounds how long this connection waits for an answer from now on, until it is given back. */
    static void answerWithin(Connection connection, Duration left) throws SQLException {
        Duration most = left.isNegative() ? GRACE : left.plus(GRACE);
        connection.setNetworkTimeout(Runnable::run, (int) Math.min(Integer.MAX_VALUE, most.toMillis()));
    }

    /**
     * Whoever still waits for an answer waits no longer. What a server that is gone holds up goes on a little on a
     * thread of its own, until the driver gives up connecting to it.
     */
    void close() {
        closed = true;
        taken.forEach(ConnectionPool::abort);
        Thread closer = threads.newThread(this::shutdown);
        closer.start();
        long end = runtime.endOf(CLOSE_WAIT);
        try {
            join(closer, end);
            for (Thread thread : threads.made) {
                join(thread, end);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void join(Thread thread, long end) throws InterruptedException {
        thread.join(Math.max(1, Duration.ofNanos(end - runtime.nanoTime()).toMillis()));
    }

    private void shutdown() {
        try {
            pool.shutdown();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void abort(Connection connection) {
        try {
            connection.abort(Runnable::run);
        } catch (SQLException e) {
            LOG.debug("a connection could not be broken off", e);
        }
    }

    /** Names the pool's threads as ours. */
    private static final class Threads implements ThreadFactory {
        private final String client;
        private final AtomicInteger number = new AtomicInteger();
        private final Queue<Thread> made = new ConcurrentLinkedQueue<>();

        Threads(String client) {
            this.client = client;
        }

        @Override
        public Thread newThread(Runnable body) {
            Thread thread = new Thread(body, "dosvm-" + client + "-store-" + number.incrementAndGet());
            thread.setDaemon(true);
            made.removeIf(one -> one.getState() == Thread.State.TERMINATED);
            made.add(thread);
            return thread;
        }
    }
}
