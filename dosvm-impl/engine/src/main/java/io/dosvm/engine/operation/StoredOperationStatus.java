package io.dosvm.engine.operation;

import io.dosvm.Operation;
import io.dosvm.OperationStatus;
import io.dosvm.error.DosvmException;
import io.dosvm.value.Id;
import io.dosvm.value.Progress;
import io.dosvm.value.ResourceRef;
import java.time.Instant;
import java.util.Optional;

/** An operation as it was read. */
record StoredOperationStatus(
        Id<Operation<?>> id,
        String kind,
        ResourceRef target,
        State state,
        Progress progress,
        int attempts,
        Optional<DosvmException> error,
        Instant createdAt,
        Optional<Instant> finishedAt)
        implements OperationStatus {}
