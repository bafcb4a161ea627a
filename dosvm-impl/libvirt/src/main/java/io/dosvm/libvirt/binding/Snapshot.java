package io.dosvm.libvirt.binding;

import com.sun.jna.Pointer;
import io.dosvm.spi.Call;

/**
 * A handle on a snapshot of a domain. Each method with a {@link Call} is one request.
 *
 * @since 0.1
 */
public final class Snapshot extends Handle {
    Snapshot(Connection connection, Pointer pointer) {
        super(connection, "snapshot", pointer, Natives::virDomainSnapshotFree);
    }

    /**
     * Its name. Sends no request.
     *
     * @return the name
     */
    public String name() {
        return local(Natives::virDomainSnapshotGetName);
    }

    /**
     * Whether the domain goes on from it.
     *
     * @param call the deadline
     * @return true if so
     */
    public boolean current(Call call) {
        return code("virDomainSnapshotIsCurrent", call, s -> Natives.virDomainSnapshotIsCurrent(s, 0)) == 1;
    }

    /**
     * Its document.
     *
     * @param call the deadline
     * @return XML
     */
    public String xml(Call call) {
        return request(
                "virDomainSnapshotGetXMLDesc",
                call,
                s -> Faults.text("virDomainSnapshotGetXMLDesc", Natives.virDomainSnapshotGetXMLDesc(s, 0)));
    }
}
