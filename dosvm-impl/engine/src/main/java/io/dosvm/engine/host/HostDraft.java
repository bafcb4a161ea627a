package io.dosvm.engine.host;

import io.dosvm.HostSpec;
import io.dosvm.value.ByteSize;
import io.dosvm.value.RequestId;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Collects what a lambda sets; nothing is checked here. */
final class HostDraft implements HostSpec {
    private @Nullable String uri;
    private boolean takeOver;
    private @Nullable ByteSize maxVmMemory;
    private @Nullable Integer maxVcpus;
    private @Nullable String description;
    private @Nullable RequestId requestId;

    /** What the lambda sets. */
    static HostDraft of(Consumer<HostSpec> spec) {
        HostDraft draft = new HostDraft();
        spec.accept(draft);
        return draft;
    }

    Optional<String> uri() {
        return Optional.ofNullable(uri);
    }

    boolean takesOver() {
        return takeOver;
    }

    Optional<ByteSize> maxVmMemory() {
        return Optional.ofNullable(maxVmMemory);
    }

    Optional<Integer> maxVcpus() {
        return Optional.ofNullable(maxVcpus);
    }

    Optional<String> description() {
        return Optional.ofNullable(description);
    }

    Optional<RequestId> requestId() {
        return Optional.ofNullable(requestId);
    }

    @Override
    public HostSpec uri(String text) {
        this.uri = text;
        return this;
    }

    @Override
    public HostSpec takeOver() {
        this.takeOver = true;
        return this;
    }

    @Override
    public HostSpec maxVmMemory(ByteSize size) {
        this.maxVmMemory = size;
        return this;
    }

    @Override
    public HostSpec maxVcpus(int count) {
        this.maxVcpus = count;
        return this;
    }

    @Override
    public HostSpec description(String text) {
        this.description = text;
        return this;
    }

    @Override
    public HostSpec requestId(RequestId id) {
        this.requestId = id;
        return this;
    }
}
