package io.dosvm.engine.compute;

import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.value.ByteSize;
import io.dosvm.value.PowerState;
import io.dosvm.value.ResourceKind;
import io.dosvm.value.ResourceRef;
import io.dosvm.value.RunState;
import io.dosvm.value.Version;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.UUID;

/** A VM as it is stored. */
record VmRow(UUID id, UUID project, UUID instance, String name, String description, Version version, VmState state) {
    static VmRow read(ResultSet row) throws SQLException {
        return new VmRow(
                UUID.fromString(row.getString("id")),
                UUID.fromString(row.getString("project_id")),
                UUID.fromString(row.getString("instance_id")),
                row.getString("name"),
                row.getString("description"),
                new Version(row.getLong("version")),
                new VmState(
                        PowerState.valueOf(row.getString("power")),
                        RunState.valueOf(row.getString("run")),
                        time(row, "observed_at"),
                        time(row, "acted_at").orElseThrow(),
                        row.getLong("generation"),
                        Optional.ofNullable(row.getString("host_id")).map(UUID::fromString),
                        row.getInt("charged_vcpus"),
                        ByteSize.bytes(row.getLong("charged_memory")),
                        Optional.ofNullable(row.getString("start_error")),
                        row.getBoolean("deleting")));
    }

    /** What it is called in messages. */
    ResourceRef ref() {
        return new ResourceRef(ResourceKind.VM, id, name);
    }

    /**
     * The host that can be asked about the guest.
     *
     * @throws DosvmException {@code WRONG_STATE} if it does not run
     */
    UUID runsOn() {
        return state.host()
                .filter(host -> state.power() == PowerState.ON && !state.seenDown())
                .orElseThrow(() -> DosvmException.of(ErrorCode.WRONG_STATE, "it does not run")
                        .resource(ref())
                        .with("power", state.power())
                        .with("run", state.run())
                        .hint("power it on first")
                        .build());
    }

    private static Optional<Instant> time(ResultSet row, String column) throws SQLException {
        long micros = row.getLong(column);
        return row.wasNull() ? Optional.empty() : Optional.of(Instant.EPOCH.plus(micros, ChronoUnit.MICROS));
    }
}
