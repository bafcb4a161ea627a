package io.dosvm.engine.compute;

import io.dosvm.DiskSpec;
import io.dosvm.GraphicsSpec;
import io.dosvm.Host;
import io.dosvm.InstanceSpec;
import io.dosvm.NicSpec;
import io.dosvm.engine.compute.InstanceDefinition.Disk;
import io.dosvm.engine.compute.InstanceDefinition.Graphics;
import io.dosvm.engine.compute.InstanceDefinition.Nic;
import io.dosvm.engine.compute.InstanceDefinition.User;
import io.dosvm.engine.kernel.Differences;
import io.dosvm.engine.kernel.Violations;
import io.dosvm.spi.Compute.BootDevice;
import io.dosvm.value.ByteSize;
import io.dosvm.value.RequestId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Collects what a lambda sets of an instance, and knows what it did not set. */
final class InstanceDraft implements InstanceSpec {
    private final List<DiskDraft> disks = new ArrayList<>();
    private final List<NicDraft> nics = new ArrayList<>();
    private @Nullable Integer vcpus;
    private @Nullable ByteSize memory;
    private @Nullable String architecture;
    private @Nullable String machine;
    private @Nullable List<BootDevice> boot;
    private @Nullable GraphicsDraft graphics;
    private @Nullable UUID host;
    private @Nullable String description;
    private @Nullable RequestId requestId;

    static InstanceDraft of(Consumer<InstanceSpec> spec) {
        InstanceDraft draft = new InstanceDraft();
        spec.accept(draft);
        return draft;
    }

    @Override
    public InstanceSpec vcpus(int count) {
        vcpus = count;
        return this;
    }

    @Override
    public InstanceSpec memory(ByteSize size) {
        memory = size;
        return this;
    }

    @Override
    public InstanceSpec architecture(String name) {
        architecture = name;
        return this;
    }

    @Override
    public InstanceSpec machine(String name) {
        machine = name;
        return this;
    }

    @Override
    public InstanceSpec boot(BootDevice... devices) {
        boot = List.of(devices);
        return this;
    }

    @Override
    public InstanceSpec disk(Consumer<DiskSpec> disk) {
        DiskDraft draft = new DiskDraft();
        disk.accept(draft);
        disks.add(draft);
        return this;
    }

    @Override
    public InstanceSpec nic(Consumer<NicSpec> nic) {
        NicDraft draft = new NicDraft();
        nic.accept(draft);
        nics.add(draft);
        return this;
    }

    @Override
    public InstanceSpec graphics(Consumer<GraphicsSpec> display) {
        GraphicsDraft draft = new GraphicsDraft();
        display.accept(draft);
        graphics = draft;
        return this;
    }

    @Override
    public InstanceSpec on(Host where) {
        host = where.id().value();
        return this;
    }

    @Override
    public InstanceSpec description(String text) {
        description = text;
        return this;
    }

    @Override
    public InstanceSpec requestId(RequestId id) {
        requestId = id;
        return this;
    }

    Optional<RequestId> requestId() {
        return Optional.ofNullable(requestId);
    }

    Optional<String> description() {
        return Optional.ofNullable(description);
    }

    /** What it would be: what is set, over what was; disks and NICs are added to those that were. */
    InstanceDefinition over(InstanceDefinition was, Violations violations) {
        List<Disk> allDisks = new ArrayList<>(was.disks());
        for (DiskDraft disk : disks) {
            allDisks.add(disk.read(violations, "disks[" + allDisks.size() + "]"));
        }
        List<Nic> allNics = new ArrayList<>(was.nics());
        for (int i = 0; i < nics.size(); i++) {
            nics.get(i)
                    .read(violations, "nics[" + (was.nics().size() + i) + "]")
                    .ifPresent(allNics::add);
        }
        Graphics display = was.graphics();
        if (graphics != null) {
            display = graphics.read(violations).orElse(null);
        }
        return new InstanceDefinition(
                vcpus != null ? vcpus : was.vcpus(),
                memory != null ? memory : was.memory(),
                architecture != null ? architecture : was.architecture(),
                machine != null ? machine : was.machine(),
                boot != null ? boot : was.boot(),
                allDisks,
                allNics,
                display,
                host != null ? host : was.host());
    }

    /** Whether what can only be changed without VMs is to be changed. */
    boolean changesDevices() {
        return !disks.isEmpty() || !nics.isEmpty() || host != null || architecture != null;
    }

    /** What is set here and is otherwise there. */
    Differences differences(InstanceDefinition is, String text) {
        InstanceDefinition asked = over(InstanceDefinition.EMPTY, new Violations());
        Differences found = new Differences()
                .compare("vcpus", Optional.ofNullable(vcpus), is.vcpus())
                .compare("memory", Optional.ofNullable(memory), is.memory())
                .compare("architecture", Optional.ofNullable(architecture), is.architecture())
                .compare("machine", Optional.ofNullable(machine), shown(is.machine()))
                .compare("boot", Optional.ofNullable(boot), is.bootOrder())
                .compare("on", Optional.ofNullable(host), shown(is.host()))
                .compare("description", Optional.ofNullable(description), text);
        if (!disks.isEmpty()) {
            disks(found, asked.disks(), is.disks());
        }
        if (!nics.isEmpty()) {
            nics(found, asked.nics(), is.nics());
        }
        Graphics display = asked.graphics();
        if (display != null) {
            Graphics there = is.graphics();
            found.compare("graphics", Optional.of(display.type()), shown(there == null ? null : there.type()))
                    .compare(
                            "graphics.listen",
                            Optional.ofNullable(display.listen()),
                            shown(there == null ? null : there.shownListen()));
        }
        return found;
    }

    private static void disks(Differences found, List<Disk> asked, List<Disk> is) {
        found.compare("disks", Optional.of(asked.size()), is.size());
        for (int i = 0; i < Math.min(asked.size(), is.size()); i++) {
            String field = "disks[" + i + "]";
            Disk a = asked.get(i);
            Disk b = is.get(i);
            found.compare(field + ".source", Optional.of(a.source()), b.source())
                    .compare(field + ".of", Optional.ofNullable(a.of()), shown(b.of()))
                    .compare(field + ".size", Optional.ofNullable(a.size()), shown(b.size()))
                    .compare(field + ".in", Optional.ofNullable(a.pool()), shown(b.pool()))
                    .compare(field + ".bus", Optional.ofNullable(a.bus()), b.shownBus())
                    .note(a.readOnly() && !b.readOnly(), field + ".readOnly: is false, asked true");
        }
    }

    private static void nics(Differences found, List<Nic> asked, List<Nic> is) {
        found.compare("nics", Optional.of(asked.size()), is.size());
        for (int i = 0; i < Math.min(asked.size(), is.size()); i++) {
            String field = "nics[" + i + "]";
            User there = is.get(i).user();
            found.compare(
                            field + ".network",
                            Optional.ofNullable(asked.get(i).network()),
                            shown(is.get(i).network()))
                    .compare(
                            field + ".user",
                            Optional.ofNullable(asked.get(i).user()).map(User::shown),
                            shown(there == null ? null : there.shown()))
                    .compare(
                            field + ".model",
                            Optional.ofNullable(asked.get(i).model()),
                            is.get(i).shownModel());
        }
    }

    private static Object shown(@Nullable Object value) {
        return value == null ? "not set" : value;
    }
}
