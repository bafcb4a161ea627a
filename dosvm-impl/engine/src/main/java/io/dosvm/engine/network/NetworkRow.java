package io.dosvm.engine.network;

import io.dosvm.spi.Mark;
import io.dosvm.spi.Networking;
import io.dosvm.value.ResourceKind;
import io.dosvm.value.ResourceRef;
import io.dosvm.value.Version;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** A network as it is stored. */
public record NetworkRow(
        UUID id,
        UUID project,
        String name,
        String description,
        Version version,
        UUID host,
        UUID subnet,
        String bridge,
        Optional<String> forwardInterface,
        boolean deleting) {
    static NetworkRow read(ResultSet row) throws SQLException {
        return new NetworkRow(
                UUID.fromString(row.getString("id")),
                UUID.fromString(row.getString("project_id")),
                row.getString("name"),
                row.getString("description"),
                new Version(row.getLong("version")),
                UUID.fromString(row.getString("host_id")),
                UUID.fromString(row.getString("subnet_id")),
                row.getString("bridge"),
                Optional.ofNullable(row.getString("forward_interface")),
                row.getBoolean("deleting"));
    }

    /** What it is called in messages. */
    public ResourceRef ref() {
        return new ResourceRef(ResourceKind.NETWORK, id, name);
    }

    /** The network's name on its host. */
    public String hostName(UUID owner) {
        return new Mark(owner, id, 0).madeName();
    }

    /** What a host needs to have it active. */
    Networking.NetworkDefinition definition(UUID owner, SubnetDefinition subnet) {
        return new Networking.NetworkDefinition(
                new Mark(owner, id, 0),
                bridge,
                subnet.cidr(),
                subnet.gateway(),
                forwardInterface,
                subnet.dhcp(),
                subnet.domain().isEmpty() ? Optional.empty() : Optional.of(subnet.domain()));
    }

    /** A bridge's name: 13 characters of the 15 that Linux allows, from the id alone. */
    static String bridgeOf(UUID id) {
        return "dv-"
                + String.format(Locale.ROOT, "%016x", id.getMostSignificantBits())
                        .substring(0, 10);
    }
}
