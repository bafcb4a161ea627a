package io.dosvm.engine.project;

import io.dosvm.Project;
import io.dosvm.ProjectStatus;
import io.dosvm.Quota;
import io.dosvm.QuotaUse;
import io.dosvm.value.Version;

/** A project as it was read. */
record ProjectSnapshot(Project project, String name, String description, Version version, Quota quota, QuotaUse use)
        implements ProjectStatus {
    static ProjectSnapshot of(Project handle, ProjectRow row) {
        return new ProjectSnapshot(handle, row.name(), row.description(), row.version(), row.limits(), row.use());
    }
}
