package io.dosvm.engine.project;

import io.dosvm.engine.kernel.Differences;
import io.dosvm.engine.kernel.Names;
import io.dosvm.engine.kernel.Violations;
import java.util.Optional;

/** The rules of projects. Pure. */
final class ProjectRules {
    private ProjectRules() {}

    static Violations create(String name, ProjectDraft draft) {
        Violations violations = new Violations();
        Names.check(violations, name);
        values(violations, draft);
        return violations;
    }

    static Violations edit(ProjectRow row, ProjectDraft draft) {
        Violations violations = new Violations();
        values(violations, draft);
        violations.check(draft.requestId().isEmpty(), "requestId", "set", "only where something is created");
        draft.quota().forEach((limit, value) -> {
            long used = row.use().of(limit);
            violations.check(
                    value < 0 || value >= used,
                    limit.field(),
                    limit.shown(value),
                    "at least what is in use: " + limit.shown(used));
        });
        return violations;
    }

    static Differences differences(ProjectRow row, ProjectDraft draft) {
        Differences differences = new Differences();
        differences.compare("description", draft.description(), row.description());
        draft.quota()
                .forEach((limit, asked) -> differences.compare(
                        limit.field(),
                        Optional.of(limit.shown(asked)),
                        row.limits().shown(limit)));
        return differences;
    }

    private static void values(Violations violations, ProjectDraft draft) {
        draft.description().ifPresent(text -> Names.checkDescription(violations, text));
        draft.quota()
                .forEach((limit, value) ->
                        violations.check(value >= 0, limit.field(), limit.shown(value), "zero or more"));
    }
}
