package io.dosvm.engine.project;

import io.dosvm.ProjectSpec;
import io.dosvm.QuotaSpec;
import io.dosvm.value.RequestId;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Collects what a lambda sets; nothing is checked here. */
final class ProjectDraft implements ProjectSpec {
    private final QuotaDraft quota = new QuotaDraft();
    private @Nullable String description;
    private @Nullable RequestId requestId;

    /** What the lambda sets. */
    static ProjectDraft of(Consumer<ProjectSpec> spec) {
        ProjectDraft draft = new ProjectDraft();
        spec.accept(draft);
        return draft;
    }

    Map<Limit, Long> quota() {
        return quota.set();
    }

    Optional<String> description() {
        return Optional.ofNullable(description);
    }

    Optional<RequestId> requestId() {
        return Optional.ofNullable(requestId);
    }

    @Override
    public ProjectSpec quota(Consumer<QuotaSpec> limits) {
        limits.accept(quota);
        return this;
    }

    @Override
    public ProjectSpec description(String text) {
        this.description = text;
        return this;
    }

    @Override
    public ProjectSpec requestId(RequestId id) {
        this.requestId = id;
        return this;
    }
}
