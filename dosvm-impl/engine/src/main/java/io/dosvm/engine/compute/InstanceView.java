package io.dosvm.engine.compute;

import io.dosvm.Instance;
import io.dosvm.InstanceStatus;
import io.dosvm.Project;
import io.dosvm.value.ByteSize;
import io.dosvm.value.Version;
import java.util.Optional;

/** An instance as it was read. */
record InstanceView(Instance instance, Project project, InstanceRow row, int vms) implements InstanceStatus {
    @Override
    public String name() {
        return row.name();
    }

    @Override
    public String description() {
        return row.description();
    }

    @Override
    public Version version() {
        return row.version();
    }

    @Override
    public int vcpus() {
        return row.definition().vcpus();
    }

    @Override
    public ByteSize memory() {
        return row.definition().memory();
    }

    @Override
    public String architecture() {
        return row.definition().architecture();
    }

    @Override
    public Optional<String> machine() {
        return Optional.ofNullable(row.definition().machine());
    }

    @Override
    public int disks() {
        return row.definition().disks().size();
    }

    @Override
    public int nics() {
        return row.definition().nics().size();
    }
}
