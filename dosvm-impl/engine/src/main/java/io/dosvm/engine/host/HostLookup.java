package io.dosvm.engine.host;

import io.dosvm.HostStatus.Connection;
import io.dosvm.engine.kernel.Kernel;
import io.dosvm.engine.kernel.NamedTable;
import io.dosvm.engine.store.Tx;
import io.dosvm.engine.store.Values;
import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.spi.HostDriver;
import io.dosvm.value.ByteSize;
import io.dosvm.value.HostUri;
import io.dosvm.value.ResourceKind;
import io.dosvm.value.ResourceRef;
import io.dosvm.value.Version;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.mapper.RowMapper;

/** Reads hosts. */
public final class HostLookup {
    static final NamedTable TABLE = new NamedTable("host", ResourceKind.HOST, false);

    private final Kernel kernel;

    HostLookup(Kernel kernel) {
        this.kernel = kernel;
    }

    /** A host, whatever its state; {@code NOT_FOUND} if there is none. */
    public HostRow require(Tx tx, UUID id) {
        return find(tx, id).orElseThrow(() -> TABLE.notFound("id", id.toString()));
    }

    /**
     * A host that is ours and may be used for something new.
     *
     * @throws DosvmException {@code NOT_FOUND}; {@code WRONG_STATE} while it joins or leaves
     */
    public HostRow requireActive(Tx tx, UUID id) {
        HostRow row = require(tx, id);
        refuseInactive(row);
        return row;
    }

    /**
     * Whether something new may be bound to a host: it is ours, and is not being let go. Its row is locked until the
     * end of the transaction, so that it stays so.
     */
    public static boolean usable(Tx tx, UUID id) {
        return tx.first(
                        "SELECT state FROM host WHERE id = :id FOR UPDATE",
                        Map.of("id", id),
                        (row, context) -> HostRow.State.valueOf(row.getString("state")))
                .filter(state -> state == HostRow.State.ACTIVE)
                .isPresent();
    }

    Optional<HostRow> find(Tx tx, UUID id) {
        return tx.first("SELECT t.* FROM host t WHERE t.id = :id", Map.of("id", id), mapper());
    }

    List<HostRow> all(Tx tx) {
        return tx.list("SELECT t.* FROM host t", Map.of(), mapper());
    }

    List<HostRow> some(Tx tx, Collection<UUID> ids) {
        return ids.isEmpty()
                ? List.of()
                : tx.list("SELECT t.* FROM host t WHERE t.id IN (:ids)", Map.of("ids", ids), mapper());
    }

    RowMapper<HostRow> mapper() {
        return (row, context) -> read(row);
    }

    /**
     * Where a host is; the one thing that a connection must know.
     *
     * @throws DosvmException {@code NOT_FOUND}; {@code CONNECT_REACH} if it was confirmed dead
     */
    public static HostUri uri(Tx tx, UUID id) {
        record Address(HostUri uri, String name, HostRow.State state, String problem) {}
        Address address = tx.first(
                        "SELECT uri, name, state, problem FROM host WHERE id = :id",
                        Map.of("id", id),
                        (row, context) -> new Address(
                                HostUri.parse(row.getString("uri")),
                                row.getString("name"),
                                HostRow.State.valueOf(row.getString("state")),
                                row.getString("problem")))
                .orElseThrow(() -> TABLE.notFound("id", id.toString()));
        if (address.state() == HostRow.State.DEAD) {
            // Whoever was about to ask it looks again, and finds that it need not.
            throw DosvmException.of(ErrorCode.CONNECT_REACH, "the host was confirmed dead: " + address.problem())
                    .resource(new ResourceRef(ResourceKind.HOST, id, address.name()))
                    .build();
        }
        return address.uri();
    }

    /** Whether a host was confirmed dead: what is deleted of it goes without asking it. */
    public static boolean dead(Tx tx, UUID id) {
        return tx.first(
                        "SELECT state FROM host WHERE id = :id",
                        Map.of("id", id),
                        (row, context) -> HostRow.State.valueOf(row.getString("state")))
                .filter(state -> state == HostRow.State.DEAD)
                .isPresent();
    }

    /** Whether it was seen to be back at a moment or later; locks its row, which is written when it is. */
    static boolean backSince(Tx tx, UUID id, Instant since) {
        return tx.first(
                        "SELECT connection, observed_at FROM host WHERE id = :id FOR UPDATE",
                        Map.of("id", id),
                        (row, context) -> row.getString("connection").equals("UP")
                                && row.getLong("observed_at") >= Values.micros(since))
                .orElse(false);
    }

    static void refuseInactive(HostRow row) {
        if (row.state() != HostRow.State.ACTIVE) {
            throw DosvmException.of(ErrorCode.WRONG_STATE, why(row))
                    .resource(row.ref())
                    .with("state", row.state())
                    .hint(row.state() == HostRow.State.JOINING ? "await the operation that makes it" : "")
                    .build();
        }
    }

    private static String why(HostRow row) {
        return switch (row.state()) {
            case JOINING -> "is not ours yet: it is being made so";
            case LEAVING -> "is being deleted";
            case DEAD -> "was confirmed dead: " + row.problem();
            case ACTIVE -> "is active";
        };
    }

    private HostRow read(ResultSet row) throws SQLException {
        Optional<String> facts = Optional.ofNullable(row.getString("facts"));
        long observedAt = row.getLong("observed_at");
        Optional<Instant> observed = row.wasNull() ? Optional.empty() : Optional.of(instant(observedAt));
        long vmMemory = row.getLong("max_vm_memory");
        Optional<ByteSize> setVmMemory = row.wasNull() ? Optional.empty() : Optional.of(ByteSize.bytes(vmMemory));
        int vcpus = row.getInt("max_vcpus");
        Optional<Integer> setVcpus = row.wasNull() ? Optional.empty() : Optional.of(vcpus);
        String owner = row.getString("previous_owner");
        return new HostRow(
                UUID.fromString(row.getString("id")),
                row.getString("name"),
                row.getString("description"),
                new Version(row.getLong("version")),
                HostUri.parse(row.getString("uri")),
                HostRow.State.valueOf(row.getString("state")),
                row.getBoolean("claimed"),
                Optional.ofNullable(row.getString("previous_host"))
                        .map(host -> new HostDriver.OwnerMark(UUID.fromString(owner), UUID.fromString(host))),
                facts.map(text -> kernel.json(text, StoredFacts.class))
                        .orElse(StoredFacts.NONE)
                        .facts(),
                Connection.valueOf(row.getString("connection")),
                row.getString("problem"),
                observed,
                row.getBoolean("cordoned"),
                setVmMemory,
                setVcpus,
                room(row, "capacity"),
                room(row, "foreign"),
                room(row, "reserved"));
    }

    static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    private static HostRow.Room room(ResultSet row, String what) throws SQLException {
        return new HostRow.Room(row.getLong(what + "_memory"), row.getLong(what + "_vcpus"));
    }
}
