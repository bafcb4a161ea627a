package io.dosvm.engine.operation;

import io.dosvm.Operation;
import io.dosvm.OperationStatus;
import io.dosvm.engine.operation.DurableOperations.Follower;
import io.dosvm.value.Id;
import io.dosvm.value.Progress;
import io.dosvm.value.ResourceRef;
import java.time.Duration;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.Function;

/** The handle of an operation in the store. */
final class StoredOperation<T> implements Operation<T> {
    private final DurableOperations operations;
    private final UUID id;
    private final Follower follower;
    private final Function<ResourceRef, T> result;

    /**
     * A handle.
     *
     * @param follower whose handle it is
     * @param result makes what it gives from its target
     */
    StoredOperation(DurableOperations operations, UUID id, Follower follower, Function<ResourceRef, T> result) {
        this.operations = operations;
        this.id = id;
        this.follower = follower;
        this.result = result;
    }

    @Override
    public Id<Operation<?>> id() {
        return Id.of(id);
    }

    @Override
    public OperationStatus status() {
        return operations.status(id, follower);
    }

    @Override
    public T await() {
        return await(operations.deadline());
    }

    @Override
    public T await(Duration atMost) {
        return result.apply(operations.await(id, follower, atMost));
    }

    @Override
    public Operation<T> onProgress(Consumer<Progress> listener) {
        operations.tell(id, follower, listener);
        return this;
    }

    @Override
    public Operation<T> cancel() {
        operations.cancel(id, follower.caller());
        return this;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StoredOperation<?> same && same.id.equals(id);
    }

    @Override
    public int hashCode() {
        return id.hashCode();
    }

    @Override
    public String toString() {
        return "operation " + id;
    }
}
