package io.dosvm.engine.compute;

import io.dosvm.Caller;
import io.dosvm.Host;
import io.dosvm.Instance;
import io.dosvm.ListQuery;
import io.dosvm.Page;
import io.dosvm.Project;
import io.dosvm.Vm;
import io.dosvm.VmStatus;
import io.dosvm.Volume;
import io.dosvm.engine.store.Tx;
import io.dosvm.value.ByteSize;
import io.dosvm.value.MacAddress;
import io.dosvm.value.PowerState;
import io.dosvm.value.RunState;
import io.dosvm.value.Version;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Reads VMs as callers see them: three queries, however many there are. */
final class VmPages {
    private static final String COLUMNS = "t.*, i.vcpus AS instance_vcpus, i.memory AS instance_memory";
    private static final String JOIN = "JOIN instance i ON i.id = t.instance_id";

    private final ComputeRoom room;

    VmPages(ComputeRoom room) {
        this.room = room;
    }

    private record Listed(VmRow row, int vcpus, ByteSize memory) {
        static Listed read(ResultSet columns) throws SQLException {
            VmRow row = VmRow.read(columns);
            VmState state = row.state();
            return state.charged()
                    ? new Listed(row, state.chargedVcpus(), state.chargedMemory())
                    : new Listed(
                            row, columns.getInt("instance_vcpus"), ByteSize.bytes(columns.getLong("instance_memory")));
        }
    }

    VmStatus require(Tx tx, Caller caller, UUID id) {
        Listed one = tx.first(
                        "SELECT " + COLUMNS + " FROM vm t " + JOIN + " WHERE t.id = :id",
                        Map.of("id", id),
                        (row, context) -> Listed.read(row))
                .orElseThrow(() -> VmStore.TABLE.notFound("id", id.toString()));
        return views(tx, caller, List.of(one)).get(0);
    }

    Page<VmStatus> page(Tx tx, Caller caller, UUID project, ListQuery query) {
        Page<Listed> rows = VmStore.TABLE.page(tx, project, query, COLUMNS, JOIN, (row, context) -> Listed.read(row));
        return new Page<>(views(tx, caller, rows.items()), rows.next());
    }

    private List<VmStatus> views(Tx tx, Caller caller, List<Listed> rows) {
        List<UUID> ids = rows.stream().map(r -> r.row().id()).toList();
        Map<UUID, List<MacAddress>> macs = new HashMap<>();
        room.vms().nics(tx, ids).forEach(n -> macs.computeIfAbsent(n.vm(), vm -> new ArrayList<>())
                .add(n.mac()));
        Map<UUID, List<Volume>> volumes = new HashMap<>();
        room.vms().disks(tx, ids).forEach(d -> volumes.computeIfAbsent(d.vm(), vm -> new ArrayList<>())
                .add(room.handles().volume(caller, d.volume())));
        return rows.stream()
                .map(r -> view(
                        caller,
                        r,
                        macs.getOrDefault(r.row().id(), List.of()),
                        volumes.getOrDefault(r.row().id(), List.of())))
                .toList();
    }

    private VmStatus view(Caller caller, Listed listed, List<MacAddress> macs, List<Volume> volumes) {
        VmRow row = listed.row();
        VmState state = row.state();
        return new View(
                room.vm(caller, row.id()),
                row.name(),
                row.description(),
                row.version(),
                room.handles().project(caller, row.project()),
                room.instance(caller, row.instance()),
                state.power(),
                state.run(),
                seenAt(state),
                state.host().map(h -> room.handles().host(caller, h)),
                state.startError(),
                listed.vcpus(),
                listed.memory(),
                macs,
                volumes);
    }

    /** A look that showed nothing new is not written, but counts. */
    private Optional<Instant> seenAt(VmState state) {
        Optional<Instant> look = state.run() == RunState.UNKNOWN
                ? Optional.empty()
                : state.host().flatMap(room.reconciler()::lastLook);
        return look.filter(at -> state.observedAt().filter(at::isBefore).isEmpty())
                .or(state::observedAt);
    }

    private record View(
            Vm vm,
            String name,
            String description,
            Version version,
            Project project,
            Instance instance,
            PowerState power,
            RunState run,
            Optional<Instant> observedAt,
            Optional<Host> host,
            Optional<String> startError,
            int vcpus,
            ByteSize memory,
            List<MacAddress> macs,
            List<Volume> volumes)
            implements VmStatus {
        View {
            macs = List.copyOf(macs);
            volumes = List.copyOf(volumes);
        }
    }
}
