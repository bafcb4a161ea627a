package io.dosvm.spi;

import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.random.RandomGenerator;

/** The production runtime: the one place that touches the machine's clock, chance and threads. */
final class SystemRuntime implements Runtime {
    private static final Duration CLOSE_WAIT = Duration.ofSeconds(5);

    private final String client;
    private final Set<SystemTask> tasks = ConcurrentHashMap.newKeySet();
    private final Map<String, AtomicInteger> numbers = new ConcurrentHashMap<>();

    SystemRuntime(String client) {
        if (!client.matches("[A-Za-z0-9-]{1,32}")) {
            throw new IllegalArgumentException("a client name is 1–32 letters, digits or '-': '" + client + "'");
        }
        this.client = client;
    }

    @Override
    public String client() {
        return client;
    }

    @Override
    public Instant now() {
        return Instant.now().truncatedTo(ChronoUnit.MICROS);
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public RandomGenerator random() {
        return ThreadLocalRandom.current();
    }

    @Override
    public UUID newId() {
        return UUID.randomUUID();
    }

    @Override
    public Task start(String role, Runnable body) {
        SystemTask task = new SystemTask();
        int number = numbers.computeIfAbsent(role, r -> new AtomicInteger()).incrementAndGet();
        Thread thread = new Thread(() -> task.run(body), "dosvm-" + client + "-" + role + "-" + number);
        thread.setDaemon(true);
        task.thread = thread;
        tasks.add(task);
        thread.start();
        return task;
    }

    @Override
    public Signal signal() {
        return new SystemSignal();
    }

    @Override
    public void sleep(Duration time) {
        try {
            TimeUnit.NANOSECONDS.sleep(time.toNanos());
        } catch (InterruptedException e) {
            throw interrupted(e);
        }
    }

    @Override
    public <T> T step(Step step, Callable<T> body) throws Exception {
        return body.call();
    }

    @Override
    public void close() {
        tasks.forEach(SystemTask::interrupt);
        long end = nanoTime() + CLOSE_WAIT.toNanos();
        for (SystemTask task : tasks) {
            if (task.thread != Thread.currentThread()) {
                task.join(Duration.ofNanos(Math.max(0, end - nanoTime())));
            }
        }
    }

    private static DosvmException interrupted(InterruptedException cause) {
        Thread.currentThread().interrupt();
        return DosvmException.of(ErrorCode.INTERRUPTED, "the waiting thread was interrupted")
                .cause(cause)
                .build();
    }

    private final class SystemTask implements Task {
        private final CountDownLatch over = new CountDownLatch(1);
        private Thread thread = Thread.currentThread();

        void run(Runnable body) {
            try {
                body.run();
            } catch (RuntimeException | Error e) {
                boolean stopping = e instanceof DosvmException d && d.code() == ErrorCode.INTERRUPTED;
                if (!stopping) {
                    System.getLogger(Runtime.class.getName())
                            .log(System.Logger.Level.ERROR, "task " + thread.getName() + " ended", e);
                }
            } finally {
                tasks.remove(this);
                over.countDown();
            }
        }

        @Override
        public boolean done() {
            return over.getCount() == 0;
        }

        @Override
        public void interrupt() {
            thread.interrupt();
        }

        @Override
        public boolean join(Duration atMost) {
            try {
                return over.await(atMost.toNanos(), TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                throw interrupted(e);
            }
        }
    }

    private static final class SystemSignal implements Signal {
        private final ReentrantLock lock = new ReentrantLock();
        private final Condition raised = lock.newCondition();
        private long count;

        @Override
        public long count() {
            lock.lock();
            try {
                return count;
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void raise() {
            lock.lock();
            try {
                count++;
                raised.signalAll();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public boolean await(long seen, Duration atMost) {
            lock.lock();
            try {
                long left = atMost.toNanos();
                while (count <= seen) {
                    if (left <= 0) {
                        return false;
                    }
                    left = raised.awaitNanos(left);
                }
                return true;
            } catch (InterruptedException e) {
                throw interrupted(e);
            } finally {
                lock.unlock();
            }
        }
    }
}
