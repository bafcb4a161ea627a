package io.dosvm.engine.storage;

import io.dosvm.Host;
import io.dosvm.PoolSpec;
import io.dosvm.Project;
import io.dosvm.value.ByteSize;
import io.dosvm.value.RequestId;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a caller sets of a pool; what was left out stays empty. */
final class PoolDraft implements PoolSpec {
    private @Nullable UUID host;
    private @Nullable String directory;
    private @Nullable ByteSize capacity;
    private @Nullable String description;
    private @Nullable RequestId requestId;
    private final Set<UUID> projects = new LinkedHashSet<>();

    @Override
    public PoolSpec hostDirectory(Host where, String path) {
        this.host = where.id().value();
        this.directory = path;
        return this;
    }

    @Override
    public PoolSpec capacity(ByteSize size) {
        this.capacity = size;
        return this;
    }

    @Override
    public PoolSpec allow(Project... allowed) {
        for (Project project : allowed) {
            projects.add(project.id().value());
        }
        return this;
    }

    @Override
    public PoolSpec description(String text) {
        this.description = text;
        return this;
    }

    @Override
    public PoolSpec requestId(RequestId id) {
        this.requestId = id;
        return this;
    }

    Optional<UUID> host() {
        return Optional.ofNullable(host);
    }

    Optional<String> directory() {
        return Optional.ofNullable(directory);
    }

    Optional<ByteSize> capacity() {
        return Optional.ofNullable(capacity);
    }

    Optional<String> description() {
        return Optional.ofNullable(description);
    }

    Optional<RequestId> requestId() {
        return Optional.ofNullable(requestId);
    }

    Set<UUID> projects() {
        return projects;
    }
}
