package io.dosvm.engine.operation;

import io.dosvm.Caller;
import io.dosvm.engine.store.Tx;
import io.dosvm.spi.Request;
import io.dosvm.spi.Runtime;
import io.dosvm.value.Progress;
import io.dosvm.value.ResourceRef;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;

/** What the steps of one running operation may use. */
public interface WorkContext {
    /** The operation. */
    UUID operation();

    /** What it works on. */
    ResourceRef target();

    /** On whose behalf. */
    Caller caller();

    /** Time, chance and threads. */
    Runtime runtime();

    /** The control plane: the owner in every mark. */
    UUID owner();

    /** The arguments with which it was asked for. */
    <A> A arguments(Class<A> type);

    /**
     * A transaction under the operation's lease.
     *
     * @param name of the step, such as {@code vm.placed}
     * @throws io.dosvm.error.DosvmException {@code LEASE_LOST} if another node has taken the operation over
     */
    <T> T write(String name, Function<Tx, T> body);

    /** The last transaction: the writes and the end of the operation are one. Nothing may follow it. */
    void finish(String name, Consumer<Tx> body);

    /**
     * Asks a host.
     *
     * @param host which
     * @param request the verb
     * @param within until when; the call is not begun unless the lease outlasts it
     */
    <R> R host(UUID host, Request<R> request, Duration within);

    /**
     * Asks a host for work that tells how far it is, and may take as long as it moves. The lease is made to last while
     * it goes on; should it not, the call is over before it.
     *
     * @param host which
     * @param request the verb; one that may be asked again
     * @param stall how long it may stand still
     */
    <R> R transfer(UUID host, Request<R> request, Duration stall);

    /** Keeps the newest progress; written to the store now and then, told to listeners at once. */
    void progress(Progress progress);

    /** Ends the work with {@code CANCELLED} if that was asked for. Called between long pieces of work. */
    void check();

    /** Waits, ending early with {@code CANCELLED} or {@code INTERRUPTED}. */
    void sleep(Duration time);
}
