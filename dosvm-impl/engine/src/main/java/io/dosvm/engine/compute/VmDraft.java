package io.dosvm.engine.compute;

import io.dosvm.Instance;
import io.dosvm.VmSpec;
import io.dosvm.value.RequestId;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Collects what a lambda sets of a VM. */
final class VmDraft implements VmSpec {
    private @Nullable UUID instance;
    private @Nullable String description;
    private @Nullable RequestId requestId;

    static VmDraft of(Consumer<VmSpec> spec) {
        VmDraft draft = new VmDraft();
        spec.accept(draft);
        return draft;
    }

    @Override
    public VmSpec from(Instance definition) {
        instance = definition.id().value();
        return this;
    }

    @Override
    public VmSpec description(String text) {
        description = text;
        return this;
    }

    @Override
    public VmSpec requestId(RequestId id) {
        requestId = id;
        return this;
    }

    Optional<UUID> instance() {
        return Optional.ofNullable(instance);
    }

    Optional<String> description() {
        return Optional.ofNullable(description);
    }

    Optional<RequestId> requestId() {
        return Optional.ofNullable(requestId);
    }
}
