package io.dosvm.engine.kernel;

import io.dosvm.Caller;
import io.dosvm.EventListener;
import io.dosvm.Operation;
import io.dosvm.Subscription;
import io.dosvm.engine.store.Tx;
import io.dosvm.error.Violation;
import io.dosvm.spi.Runtime;
import io.dosvm.value.RequestId;
import io.dosvm.value.ResourceKind;
import io.dosvm.value.ResourceRef;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What every noun stands on: the one way of a mutation, and reads.
 *
 * <p>A mutation is: authorise, then rules, then one transaction with everything in it, then the operation runs.
 */
public interface Kernel {
    /** Time, chance and threads. */
    Runtime runtime();

    /** The control plane: the owner in every mark. */
    UUID owner();

    /** The bound of calls without a time of their own. */
    Duration deadline();

    /** Asks the authoriser about what belongs to no project; {@code FORBIDDEN} if it refuses. */
    default void authorize(Caller caller, String action, ResourceRef target) {
        authorize(caller, action, target, Optional.empty());
    }

    /**
     * Asks the authoriser; {@code FORBIDDEN} if it refuses.
     *
     * @param project whose the target is; {@link Owned} knows it of an id
     */
    void authorize(Caller caller, String action, ResourceRef target, Optional<UUID> project);

    /** Throws one exception over all violations, if there are any. */
    void refuse(List<Violation> violations);

    /** Reads in one transaction. */
    <T> T read(String name, Function<Tx, T> body);

    /** Reads in one transaction that takes no longer than it may, waits for the store included. */
    <T> T read(String name, Duration atMost, Function<Tx, T> body);

    /**
     * Writes in one transaction with an audit record. Retried by itself where the database asks for it (deadlock,
     * serialization), so the body has no effect but through the transaction.
     *
     * @param caller on whose behalf; already authorised
     * @param action the stable word, such as {@code project.create}; also the transaction's name
     * @param body returns what is asked; writes {@link #audit} itself
     */
    <T> T write(Caller caller, String action, Function<Tx, T> body);

    /** Records who did what, in the transaction that does it. */
    void audit(Tx tx, Caller caller, String action, ResourceRef resource, String text);

    /**
     * Records an operation, and writes the event {@code <kind>.asked} of its target; it is run on this node right after
     * the commit.
     *
     * @param kind the {@link io.dosvm.engine.operation.Work}
     * @param target what it works on; one unfinished operation each
     * @param project whose it is, for its events; null for none
     * @param arguments a record, written as JSON
     * @return its id
     * @throws io.dosvm.error.DosvmException {@code WRONG_STATE} naming the operation that works on the target
     */
    UUID start(Tx tx, Caller caller, String kind, ResourceRef target, @Nullable UUID project, Object arguments);

    /**
     * The unfinished operation on a target, which an {@code ensure} gives back instead of beginning another.
     *
     * @return its id, if there is one
     */
    Optional<UUID> working(Tx tx, UUID target);

    /**
     * The operation that already does what is asked, which asking again gives back.
     *
     * @return empty if none of that kind works on the target, or if it is being cancelled or undone
     */
    Optional<UUID> underWay(Tx tx, UUID target, String kind);

    /** A host answers again, or is known never to answer: what waits for it is taken up at once. */
    void hostAnswers(Tx tx, UUID host);

    /** What an operation was asked for. */
    <A> A arguments(Tx tx, UUID operation, Class<A> type);

    /** A caller's handle of an operation that a verb of this caller has begun or found. */
    <T> Operation<T> operation(Caller caller, UUID id, T result);

    /**
     * What was asked is so already: the operation that has brought it about, or one that is recorded as done now. In no
     * transaction.
     *
     * @param kind the work that was not needed
     * @param project whose the target is; null for nobody's
     */
    <T> Operation<T> done(Caller caller, String kind, ResourceRef target, @Nullable UUID project, T result);

    /**
     * Makes a create repeatable. Call it first in the transaction.
     *
     * @param requestId empty if the caller gave none
     * @param fingerprint kind and name of what is asked, compared with what the id was used for
     * @return the object that was made for this id before, if it was
     * @throws io.dosvm.error.DosvmException {@code REQUEST_ID_REUSED}
     */
    Optional<UUID> requested(Tx tx, Optional<RequestId> requestId, String fingerprint, UUID created);

    /**
     * Records that a user needs a resource: it cannot be deleted while the row stands. Recording it again is no error.
     *
     * @throws io.dosvm.error.DosvmException {@code NOT_FOUND} if the resource has just been deleted
     */
    void use(Tx tx, ResourceRef resource, ResourceRef user, String how);

    /** Ends all uses by a user. */
    void unuse(Tx tx, UUID user);

    /** Ends one use. */
    void unuse(Tx tx, UUID resource, UUID user);

    /** All that use a resource. */
    List<ResourceRef> users(Tx tx, UUID resource);

    /** All that use some resources, in one statement; nothing for one that has no user. */
    Map<UUID, List<ResourceRef>> users(Tx tx, Collection<UUID> resources);

    /** Refuses with {@code IN_USE}, naming every user, if there is one. Nobody can begin to use it until the commit. */
    void requireUnused(Tx tx, ResourceRef resource);

    /**
     * Tells of changes from now on.
     *
     * @param kind of what
     * @param project of which project; null for all
     */
    Subscription watch(ResourceKind kind, @Nullable UUID project, EventListener listener);

    /** Writes a value as JSON text. */
    String json(Object value);

    /** Reads JSON text; unknown fields are tolerated. */
    <T> T json(String text, Class<T> type);
}
