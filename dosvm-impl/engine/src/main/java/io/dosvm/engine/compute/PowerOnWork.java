package io.dosvm.engine.compute;

import io.dosvm.engine.compute.InstanceDefinition.Disk;
import io.dosvm.engine.compute.InstanceDefinition.Nic;
import io.dosvm.engine.compute.InstanceDefinition.Source;
import io.dosvm.engine.compute.VmDefinitions.DiskPlace;
import io.dosvm.engine.compute.VmDefinitions.NicPlace;
import io.dosvm.engine.compute.VmPower.OnArguments;
import io.dosvm.engine.host.Need;
import io.dosvm.engine.operation.Work;
import io.dosvm.engine.operation.WorkContext;
import io.dosvm.engine.store.Tx;
import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.spi.Capability;
import io.dosvm.spi.Compute;
import io.dosvm.spi.Mark;
import io.dosvm.value.PowerState;
import io.dosvm.value.Progress;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** Brings a VM up: a place, its disks, its networks, its definition, its start; or takes all of it back. */
final class PowerOnWork implements Work {
    static final String KIND = "vm.powerOn";

    private final ComputeRoom room;
    private final VmSteps steps;

    PowerOnWork(ComputeRoom room) {
        this.room = room;
        this.steps = room.steps();
    }

    @Override
    public String kind() {
        return KIND;
    }

    @Override
    public void forward(WorkContext context) {
        OnArguments asked = context.arguments(OnArguments.class);
        UUID host = place(context, asked);
        context.check();
        context.progress(new Progress(1, 4, "disks"));
        List<DiskPlace> disks = disks(context, asked.definition());
        context.check();
        context.progress(new Progress(2, 4, "networks"));
        List<NicPlace> nics = nics(context);
        context.check();
        context.progress(new Progress(3, 4, "start"));
        Mark mark = new Mark(context.owner(), context.target().id(), asked.generation());
        context.host(
                host,
                new Compute.Define(VmDefinitions.of(mark, context.target().name(), asked.definition(), disks, nics)),
                VmSteps.QUICK);
        Compute.VmDetails started = context.host(host, new Compute.Start(mark.id(), asked.generation()), VmSteps.START);
        context.finish("vm.started", tx -> {
            requirePlace(context, tx, host);
            steps.save(
                    context,
                    tx,
                    state -> state.seen(started.state(), context.runtime().now()));
        });
    }

    /** Its host may have been confirmed dead meanwhile: then it is to be started elsewhere, whatever that one did. */
    private void requirePlace(WorkContext context, Tx tx, UUID host) {
        if (room.placement()
                .placed(tx, context.target().id())
                .filter(host::equals)
                .isEmpty()) {
            throw DosvmException.of(ErrorCode.HOST_LOST, "it has no place on its host any more")
                    .resource(context.target())
                    .build();
        }
    }

    /** Reserves a place. A definition that is left on another host goes first: that host refuses while it runs. */
    private UUID place(WorkContext context, OnArguments asked) {
        Set<Capability> needed = EnumSet.of(Capability.COMPUTE);
        if (!asked.definition().disks().isEmpty()) {
            needed.add(Capability.STORAGE);
        }
        for (Nic nic : asked.definition().nics()) {
            needed.add(nic.user() == null ? Capability.NETWORKS : Capability.USER_NICS);
        }
        UUID host = room.placement()
                .place(
                        context,
                        new Need(
                                context.target(),
                                asked.definition().architecture(),
                                asked.definition().vcpus(),
                                asked.definition().memory(),
                                needed,
                                Optional.ofNullable(asked.bound())));
        Optional<UUID> former =
                steps.row(context).flatMap(row -> row.state().host()).filter(h -> !h.equals(host));
        former.ifPresent(h -> steps.undefine(context, h));
        context.write("vm.placed", tx -> {
            room.vms().lockHost(tx, host);
            requirePlace(context, tx, host);
            steps.save(context, tx, state -> state.at(Optional.of(host)));
            return host;
        });
        return host;
    }

    private List<DiskPlace> disks(WorkContext context, InstanceDefinition definition) {
        UUID vm = context.target().id();
        Map<Integer, UUID> volumes = new HashMap<>();
        context.write("vm.disks", tx -> room.vms().disks(tx, List.of(vm)))
                .forEach(d -> volumes.put(d.position(), d.volume()));
        List<DiskPlace> places = new ArrayList<>();
        for (int i = 0; i < definition.disks().size(); i++) {
            Disk disk = definition.disks().get(i);
            UUID image = disk.of();
            UUID volume = volumes.get(i);
            if (disk.source() == Source.CDROM && image != null) {
                places.add(room.imagePlace(context, image));
            } else if (volume != null) {
                places.add(room.volumePlace(context, volume));
            }
        }
        return places;
    }

    private List<NicPlace> nics(WorkContext context) {
        UUID vm = context.target().id();
        List<NicPlace> places = new ArrayList<>();
        for (VmStore.NicRow nic : context.write("vm.nics", tx -> room.vms().nics(tx, List.of(vm)))) {
            Optional<String> network =
                    nic.network().map(id -> room.networks().work().ensure(context, id));
            places.add(new NicPlace(network, nic.mac()));
        }
        return places;
    }

    /** Where there is no reservation, no host was touched. */
    @Override
    public void undo(WorkContext context, DosvmException cause) {
        UUID id = context.target().id();
        long generation = context.arguments(OnArguments.class).generation();
        Optional<UUID> host = context.write("vm.undo", tx -> room.placement().placed(tx, id));
        if (host.isEmpty()) {
            context.finish(
                    "vm.notStarted", tx -> steps.released(context, tx, state -> state.failed(VmSteps.kept(cause))));
            return;
        }
        VmSteps.Look seen = steps.look(context, host.get());
        if (seen.up() && seen.generation() == generation) {
            seen = steps.stop(context, host.get());
        }
        if (seen.down() && seen.details().isPresent()) {
            steps.undefine(context, host.get());
        }
        end(context, cause, host.get(), seen);
    }

    /** A guest of another start that still runs is not ours to stop here: it stays paid for until it is seen off. */
    private void end(WorkContext context, DosvmException cause, UUID host, VmSteps.Look seen) {
        context.finish("vm.notStarted", tx -> {
            if (seen.down()) {
                steps.released(context, tx, state -> state.failed(VmSteps.kept(cause))
                        .seen(seen.run(), seen.at())
                        // A definition that is left on a former host goes with the next start, or with the VM.
                        .at(state.host().filter(where -> !where.equals(host))));
            } else {
                steps.save(context, tx, state -> state.wanted(PowerState.OFF)
                        .failed(VmSteps.kept(cause))
                        .seen(seen.run(), seen.at()));
            }
        });
    }
}
