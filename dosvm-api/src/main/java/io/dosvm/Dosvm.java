package io.dosvm;

import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import java.util.List;
import java.util.ServiceLoader;
import java.util.UUID;
import java.util.function.Consumer;

/**
 * A private cloud inside this program.
 *
 * <pre>{@code
 * try (Dosvm dosvm = Dosvm.open(c -> c.store(Store.embedded(Path.of("data"))))) {
 *     Host host = dosvm.hosts().ensure("lab", h -> h.uri("qemu:///system")).await();
 * }
 * }</pre>
 *
 * <p>Thread-safe. Several may live in one JVM; each owns its threads, named {@code dosvm-<name>-…}, all daemon, gone
 * after {@link #close()}. Running VMs do not depend on it.
 *
 * @since 0.1
 */
public interface Dosvm extends AutoCloseable {
    /**
     * Opens a control plane: brings its store up to date, takes up the work that was left, begins to watch the hosts.
     *
     * @param configure sets at least the store
     * @return the open control plane, to be closed by the caller
     * @throws DosvmException {@code INVALID}, {@code STORE_UNAVAILABLE}, {@code STORE_LOCKED}, {@code STORE_TOO_NEW}
     */
    static Dosvm open(Consumer<DosvmConfig> configure) {
        DosvmConfig config = new DosvmConfig();
        configure.accept(config);
        List<DosvmProvider> providers = ServiceLoader.load(DosvmProvider.class, Dosvm.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get)
                .toList();
        if (providers.size() != 1) {
            throw DosvmException.of(
                            ErrorCode.INTERNAL,
                            providers.isEmpty()
                                    ? "no implementation on the class path"
                                    : "more than one implementation on the class path: "
                                            + providers.stream()
                                                    .map(p -> p.getClass().getName())
                                                    .toList())
                    .hint("add exactly one version of io.dosvm:dosvm-impl")
                    .build();
        }
        return providers.get(0).open(config);
    }

    /**
     * The identity of the control plane: the owner of all that it makes on hosts.
     *
     * @return the same for every node and after every restart
     */
    UUID id();

    /**
     * The machines that run VMs.
     *
     * @return all hosts
     */
    Hosts hosts();

    /**
     * The owners of VMs and of quotas.
     *
     * @return all projects
     */
    Projects projects();

    /**
     * The places where volumes lie.
     *
     * @return all pools
     */
    Pools pools();

    /**
     * The IP plans.
     *
     * @return all subnets
     */
    Subnets subnets();

    /**
     * The durable work.
     *
     * @return all operations
     */
    Operations operations();

    /**
     * All that changes.
     *
     * @return the events
     */
    Events events();

    /**
     * Who did what.
     *
     * @return the audit log
     */
    Audit audit();

    /**
     * The same control plane on behalf of somebody else, who may do what the {@link Authorizer} allows.
     *
     * @param caller on whose behalf
     * @return a view; closing it does nothing
     */
    Dosvm as(Caller caller);

    /**
     * Ends this node: work that runs is left to be taken up again, waiting callers get {@code CLOSED}. Takes ten
     * seconds at most. Repeatable.
     */
    @Override
    void close();
}
