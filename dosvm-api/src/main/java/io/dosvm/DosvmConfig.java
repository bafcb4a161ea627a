package io.dosvm;

import io.dosvm.spi.HostDriverProvider;
import io.dosvm.spi.Instrumentation;
import io.dosvm.spi.Runtime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a {@link Dosvm} is opened.
 *
 * @since 0.1
 */
public final class DosvmConfig {
    private @Nullable Store store;
    private String name = "main";
    private Duration deadline = Duration.ofMinutes(1);
    private final List<HostDriverProvider> drivers = new ArrayList<>();
    private @Nullable Runtime runtime;
    private Instrumentation instrumentation = Instrumentation.NONE;
    private Authorizer authorizer = Authorizer.SYSTEM_ONLY;

    DosvmConfig() {}

    /**
     * Sets where the control plane keeps what it knows. Must be set.
     *
     * @param where the store
     * @return this
     */
    public DosvmConfig store(Store where) {
        this.store = where;
        return this;
    }

    /**
     * Names this node: part of the names of its threads and of what other nodes see.
     *
     * @param node 1–32 ASCII letters, digits or {@code -}; {@code main} unless set
     * @return this
     */
    public DosvmConfig name(String node) {
        this.name = node;
        return this;
    }

    /**
     * Bounds every call that has no time of its own, and {@link Operation#await()}.
     *
     * @param time 1 second to 1 day; one minute unless set
     * @return this
     */
    public DosvmConfig deadline(Duration time) {
        this.deadline = time;
        return this;
    }

    /**
     * Adds a driver; it goes before those found on the class path.
     *
     * @param provider makes drivers for the URIs that it claims
     * @return this
     */
    public DosvmConfig driver(HostDriverProvider provider) {
        this.drivers.add(provider);
        return this;
    }

    /**
     * Sets where time, chance and threads come from; the machine unless set. It is not closed with the {@link Dosvm}.
     *
     * @param source the runtime
     * @return this
     */
    public DosvmConfig runtime(Runtime source) {
        this.runtime = source;
        return this;
    }

    /**
     * Measures every transaction, statement and host verb.
     *
     * @param hook takes the measurements
     * @return this
     */
    public DosvmConfig instrumentation(Instrumentation hook) {
        this.instrumentation = hook;
        return this;
    }

    /**
     * Sets who decides what a caller may do; the embedding program alone may do anything unless set.
     *
     * @param rule decides
     * @return this
     */
    public DosvmConfig authorizer(Authorizer rule) {
        this.authorizer = rule;
        return this;
    }

    /**
     * The store.
     *
     * @return empty if it was not set
     */
    public Optional<Store> store() {
        return Optional.ofNullable(store);
    }

    /**
     * The name of this node.
     *
     * @return as set
     */
    public String name() {
        return name;
    }

    /**
     * The bound of calls without a time of their own.
     *
     * @return as set
     */
    public Duration deadline() {
        return deadline;
    }

    /**
     * The drivers that were given.
     *
     * @return in order
     */
    public List<HostDriverProvider> drivers() {
        return List.copyOf(drivers);
    }

    /**
     * The runtime that was given.
     *
     * @return empty for the machine's
     */
    public Optional<Runtime> runtime() {
        return Optional.ofNullable(runtime);
    }

    /**
     * The hook for measurements.
     *
     * @return as set
     */
    public Instrumentation instrumentation() {
        return instrumentation;
    }

    /**
     * Who decides what a caller may do.
     *
     * @return as set
     */
    public Authorizer authorizer() {
        return authorizer;
    }
}
