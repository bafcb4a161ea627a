package io.dosvm.engine.operation;

import io.dosvm.Operation;
import io.dosvm.OperationStatus;
import io.dosvm.error.DosvmException;
import io.dosvm.value.Id;
import io.dosvm.value.Progress;
import io.dosvm.value.ResourceRef;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;

/** What was asked is so already: no work is recorded. */
final class DoneOperation<T> implements Operation<T> {
    private final Done status;
    private final T result;

    DoneOperation(UUID id, ResourceRef target, Instant now, T result) {
        this.status = new Done(Id.of(id), target, now);
        this.result = result;
    }

    @Override
    public Id<Operation<?>> id() {
        return status.id();
    }

    @Override
    public OperationStatus status() {
        return status;
    }

    @Override
    public T await() {
        return result;
    }

    @Override
    public T await(Duration atMost) {
        return result;
    }

    @Override
    public Operation<T> onProgress(Consumer<Progress> listener) {
        return this;
    }

    @Override
    public Operation<T> cancel() {
        return this;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof DoneOperation<?> same && same.status.id().equals(status.id());
    }

    @Override
    public int hashCode() {
        return status.id().hashCode();
    }

    private record Done(Id<Operation<?>> id, ResourceRef target, Instant createdAt) implements OperationStatus {
        @Override
        public String kind() {
            return "none";
        }

        @Override
        public State state() {
            return State.SUCCEEDED;
        }

        @Override
        public Progress progress() {
            return Progress.NONE;
        }

        @Override
        public int attempts() {
            return 0;
        }

        @Override
        public Optional<DosvmException> error() {
            return Optional.empty();
        }

        @Override
        public Optional<Instant> finishedAt() {
            return Optional.of(createdAt);
        }
    }
}
