package io.dosvm.libvirt;

import static io.dosvm.libvirt.Verdicts.bad;
import static io.dosvm.libvirt.Verdicts.good;
import static io.dosvm.libvirt.Verdicts.install;
import static io.dosvm.libvirt.Verdicts.unknown;
import static io.dosvm.libvirt.Verdicts.warning;

import io.dosvm.libvirt.LocalMachine.Special;
import io.dosvm.spi.Finding;
import io.dosvm.spi.Storage.PoolFound;
import io.dosvm.value.ByteSize;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Judges the way to the daemon and the rights on files. Without I/O. */
final class HostFindings {
    static final String SOCKET = "socket";
    static final String STORAGE = "storage";

    private static final ByteSize LITTLE = ByteSize.gib(1);

    private HostFindings() {}

    /** Whether this user may use the daemon's socket. */
    static Finding socket(List<Path> candidates, Optional<Special> there, String user) {
        if (there.isEmpty()) {
            return bad(
                    SOCKET,
                    candidates.size() == 1
                            ? "there is no " + candidates.get(0)
                            : "there is neither " + candidates.get(0) + " nor " + candidates.get(candidates.size() - 1),
                    install("libvirt-daemon-system qemu-system-x86", "libvirt-daemon-kvm")
                            + ", then 'systemctl enable --now libvirtd.socket' ('virtqemud.socket' on Fedora)");
        }
        Special is = there.get();
        String seen = is.path() + " is " + is.mode() + " " + is.owner() + ":" + is.group();
        if (is.usable()) {
            return good(SOCKET, seen + ", open to " + user);
        }
        // without rights of its own the group is of no use, as in a setup that asks for a login by polkit
        boolean byGroup = is.mode().startsWith("rw", 3) && !is.group().equals("root");
        return bad(
                SOCKET,
                seen + ", closed to " + user,
                byGroup
                        ? "'usermod -aG " + is.group() + " " + user + "', then log in again"
                        : "in /etc/libvirt/libvirtd.conf unix_sock_group = \"libvirt\" and unix_sock_rw_perms ="
                                + " \"0770\", then 'systemctl restart libvirtd' and"
                                + " 'usermod -aG libvirt " + user + "'");
    }

    /**
     * Whether guests' disks can lie on the host.
     *
     * @param pools as libvirt knows them
     * @param closed per pool the directory that QEMU's user may not enter; empty where that was not looked at
     * @param qemu who QEMU runs as
     */
    static List<Finding> storage(List<PoolFound> pools, Optional<Map<String, Special>> closed, String qemu) {
        List<Finding> findings = new ArrayList<>();
        List<String> usable = new ArrayList<>();
        for (PoolFound pool : pools) {
            Optional<Special> barrier = closed.map(c -> c.get(pool.name()));
            if (barrier.isPresent()) {
                Special is = barrier.get();
                findings.add(warning(
                        STORAGE,
                        "pool " + pool.name() + ": QEMU runs as " + qemu + " and may not enter " + is.path()
                                + ", which is " + is.mode() + " " + is.owner() + ":" + is.group(),
                        "'setfacl -m u:" + qemu + ":x " + is.path() + "', or a pool below /var/lib/libvirt/images"));
            } else if (!pool.active()) {
                findings.add(unknown(
                        STORAGE,
                        "pool " + pool.name() + " at " + pool.path() + " is not started",
                        "'virsh pool-start " + pool.name() + "' shows whether it can be"));
            } else if (pool.available().compareTo(LITTLE) < 0) {
                findings.add(warning(
                        STORAGE,
                        "pool " + pool.name() + " at " + pool.path() + " has " + pool.available() + " left",
                        "free or add space there"));
            } else {
                usable.add(pool.name() + " (" + pool.available() + " free)");
            }
        }
        if (!usable.isEmpty() || findings.isEmpty()) {
            findings.add(good(
                    STORAGE,
                    "libvirt serves storage"
                            + (usable.isEmpty() ? ", no pool yet" : ": " + String.join(", ", usable))));
        }
        if (closed.isEmpty() && pools.stream().anyMatch(PoolFound::active)) {
            findings.add(unknown(
                    STORAGE,
                    "whether QEMU's user " + qemu + " may enter the directories of the pools is seen on that host only",
                    "there: 'namei -l' with the path of each pool: every directory needs x for that user"));
        }
        return findings;
    }
}
