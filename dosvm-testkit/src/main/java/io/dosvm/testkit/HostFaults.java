package io.dosvm.testkit;

import io.dosvm.error.ErrorCode;
import io.dosvm.spi.Verb;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * What goes wrong on one fake host, as data: {@code on(Verb.VOLUME_CREATE).nth(2).loseAnswer()}.
 *
 * <p>Each fault happens once unless {@link Rule#always()} was said. Verbs are counted per host over all connections.
 * Thread-safe.
 *
 * @since 0.1
 */
public final class HostFaults {
    /** What a fault does. */
    enum Kind {
        FAIL,
        LOSE_ANSWER,
        LATE,
        HANG,
        DELAY,
        BREAK_OFF
    }

    /** One fault that is due now. */
    record Fault(Kind kind, ErrorCode code, Duration time, long bytes) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final List<Rule> rules = new ArrayList<>();
    private final Map<Verb, Integer> counts = new EnumMap<>(Verb.class);
    private @Nullable Random chance;
    private double chanceOfLoss;
    private int eventsToLose;

    HostFaults() {}

    /**
     * Begins a fault of one verb; nothing happens until it is said what.
     *
     * @param verb of which verb
     * @return the next call of it; see {@link Rule#nth(int)}
     */
    public Rule on(Verb verb) {
        return new Rule(verb);
    }

    /**
     * Lets any verb fail now and then: before its work or after it, with equal chance.
     *
     * @param probability 0.0–1.0 for each call
     * @param seed picks when
     */
    public void sometimes(double probability, long seed) {
        lock.lock();
        try {
            chance = new Random(seed);
            chanceOfLoss = probability;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Loses events; nobody is told.
     *
     * @param count how many of the next ones
     */
    public void loseEvents(int count) {
        lock.lock();
        try {
            eventsToLose = count;
        } finally {
            lock.unlock();
        }
    }

    /** Forgets all faults. Counts stay. */
    public void clear() {
        lock.lock();
        try {
            rules.clear();
            chance = null;
            eventsToLose = 0;
        } finally {
            lock.unlock();
        }
    }

    /**
     * How often a verb was asked.
     *
     * @param verb which
     * @return the number since the host was made
     */
    public int count(Verb verb) {
        lock.lock();
        try {
            return counts.getOrDefault(verb, 0);
        } finally {
            lock.unlock();
        }
    }

    @Nullable
    Fault next(Verb verb) {
        lock.lock();
        try {
            counts.merge(verb, 1, Integer::sum);
            Fault due = null;
            for (Rule rule : List.copyOf(rules)) {
                Fault hit = rule.meets(verb);
                due = due == null ? hit : due;
            }
            if (due == null && chance != null && chance.nextDouble() < chanceOfLoss) {
                Kind kind = chance.nextBoolean() ? Kind.LOSE_ANSWER : Kind.FAIL;
                due = new Fault(kind, ErrorCode.HOST_LOST, Duration.ZERO, 0);
            }
            return due;
        } finally {
            lock.unlock();
        }
    }

    boolean losesEvent() {
        lock.lock();
        try {
            return eventsToLose > 0 && eventsToLose-- > 0;
        } finally {
            lock.unlock();
        }
    }

    /** A fault of one verb in the making. */
    public final class Rule {
        private final Verb verb;
        private int left = 1;
        private boolean always;
        private @Nullable Fault fault;

        Rule(Verb verb) {
            this.verb = verb;
        }

        /**
         * Which call it hits.
         *
         * @param number the n-th from now, from 1
         * @return this
         */
        public Rule nth(int number) {
            if (number < 1) {
                throw new IllegalArgumentException("the first is 1, not " + number);
            }
            left = number;
            return this;
        }

        /**
         * Hits every call from then on, not that one alone.
         *
         * @return this
         */
        public Rule always() {
            always = true;
            return this;
        }

        /**
         * The verb fails, and nothing was done.
         *
         * @param code with what
         */
        public void fail(ErrorCode code) {
            add(new Fault(Kind.FAIL, code, Duration.ZERO, 0));
        }

        /** The verb is done, and the caller gets {@code HOST_LOST}. */
        public void loseAnswer() {
            add(new Fault(Kind.LOSE_ANSWER, ErrorCode.HOST_LOST, Duration.ZERO, 0));
        }

        /**
         * The verb is done, and the caller gets an error.
         *
         * @param code with what
         */
        public void loseAnswer(ErrorCode code) {
            add(new Fault(Kind.LOSE_ANSWER, code, Duration.ZERO, 0));
        }

        /**
         * The caller gets {@code HOST_LOST} at once, and the verb is done later; not for streams, which break off.
         *
         * @param after how much later
         */
        public void late(Duration after) {
            add(new Fault(Kind.LATE, ErrorCode.HOST_LOST, after, 0));
        }

        /** The verb is never done, and the caller gets {@code TIMEOUT} at its deadline. */
        public void hang() {
            add(new Fault(Kind.HANG, ErrorCode.TIMEOUT, Duration.ofDays(36_500), 0));
        }

        /**
         * The verb takes longer.
         *
         * @param time how much
         */
        public void delay(Duration time) {
            add(new Fault(Kind.DELAY, ErrorCode.TIMEOUT, time, 0));
        }

        /**
         * A stream ends with {@code HOST_LOST} after some bytes; another verb is not done.
         *
         * @param bytes how many arrive
         */
        public void breakOff(long bytes) {
            add(new Fault(Kind.BREAK_OFF, ErrorCode.HOST_LOST, Duration.ZERO, bytes));
        }

        private void add(Fault what) {
            lock.lock();
            try {
                fault = what;
                rules.add(this);
            } finally {
                lock.unlock();
            }
        }

        private @Nullable Fault meets(Verb now) {
            if (now != verb || left > 1) {
                left -= now == verb ? 1 : 0;
                return null;
            }
            if (!always) {
                rules.remove(this);
            }
            return fault;
        }
    }
}
