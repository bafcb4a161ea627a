package io.dosvm.spi;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.random.RandomGenerator;

/**
 * Where time, chance and threads come from: the engine and the drivers take them from nowhere else.
 *
 * <p>In production it is the machine's clock and real threads. In a simulation it hands a single baton from task to
 * task, in an order that a seed picks, under a clock that jumps to the next thing due. So that the simulation sees
 * everything, whatever may block goes through {@link #step}, {@link #sleep} or a {@link Signal}; locks are never held
 * across any of them.
 *
 * <p>Thread-safe.
 *
 * @since 0.1
 */
public interface Runtime extends AutoCloseable {
    /**
     * The machine's clock and real threads.
     *
     * @param client 1–32 letters, digits or {@code -}; part of every thread's name
     * @return a runtime that the caller closes
     */
    static Runtime system(String client) {
        return new SystemRuntime(client);
    }

    /**
     * The name that tells the threads of several clients in one JVM apart.
     *
     * @return the name given at the start
     */
    String client();

    /**
     * Wall time, for what people and other machines see.
     *
     * @return now, to the microsecond
     */
    Instant now();

    /**
     * Monotonic time, for deadlines and leases.
     *
     * @return nanoseconds since some moment; only differences mean something
     */
    long nanoTime();

    /**
     * When a time is up that begins now.
     *
     * @param time how long; more than a hundred years count as a hundred years
     * @return a moment of {@link #nanoTime()}
     */
    default long endOf(Duration time) {
        Duration longest = Duration.ofDays(36_500);
        return nanoTime() + (time.compareTo(longest) > 0 ? longest : time).toNanos();
    }

    /**
     * Chance, for jitter and choices; not for secrets.
     *
     * @return a generator that is safe to share between threads
     */
    RandomGenerator random();

    /**
     * A new identity.
     *
     * @return a version 4 UUID
     */
    UUID newId();

    /**
     * Runs a task on a daemon thread of its own, named {@code dosvm-<client>-<role>-<n>}.
     *
     * @param role what the thread is for: letters, digits and {@code -}
     * @param body the task; what it throws is logged and ends this task alone
     * @return the running task
     */
    Task start(String role, Runnable body);

    /**
     * A new signal on which tasks wait for each other.
     *
     * @return the signal
     */
    Signal signal();

    /**
     * Waits. In a simulation only virtual time passes.
     *
     * @param time how long
     * @throws io.dosvm.error.DosvmException {@code INTERRUPTED} if the thread is interrupted; its flag is set again
     */
    void sleep(Duration time);

    /**
     * Does something that blocks or that another machine sees: a transaction, a statement, a verb of a host.
     *
     * <p>A simulation counts the steps, lets other tasks run between them, and can end a node before or after any.
     *
     * @param <T> what comes back
     * @param step what it is
     * @param body does it
     * @return what the body returns
     * @throws Exception what the body throws
     */
    <T> T step(Step step, Callable<T> body) throws Exception;

    /** Interrupts the tasks that still run and waits for them, five seconds at most. */
    @Override
    void close();

    /**
     * One thing that blocks or that another machine sees.
     *
     * @param kind where it goes
     * @param name what it does, stable between runs: {@code vm.powerOn}, {@code volume.create}
     */
    record Step(Kind kind, String name) {
        /** Where a step goes. */
        public enum Kind {
            /** A transaction of the store, begin to commit. */
            TRANSACTION,
            /** One SQL statement inside a transaction; never a place to let others run. */
            STATEMENT,
            /** A verb of a host driver. */
            HOST
        }

        @Override
        public String toString() {
            return kind + " " + name;
        }
    }

    /** A task that was started. */
    interface Task {
        /**
         * Whether the task is over.
         *
         * @return true after its body returned or threw
         */
        boolean done();

        /** Interrupts the task: its next or current wait throws {@code INTERRUPTED}. */
        void interrupt();

        /**
         * Waits for the end.
         *
         * @param atMost how long
         * @return whether it is over
         */
        boolean join(Duration atMost);
    }

    /**
     * Lets tasks wait for something that other tasks bring about.
     *
     * <p>Read {@link #count()}, check the condition, then wait for a later count: no wake-up is lost.
     */
    interface Signal {
        /**
         * How often it was raised.
         *
         * @return a number that only grows
         */
        long count();

        /** Wakes all that wait. */
        void raise();

        /**
         * Waits until it is raised.
         *
         * @param seen the count that the caller has seen
         * @param atMost how long
         * @return false if the time passed first
         * @throws io.dosvm.error.DosvmException {@code INTERRUPTED} if the thread is interrupted
         */
        boolean await(long seen, Duration atMost);
    }
}
