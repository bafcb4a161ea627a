package io.dosvm.libvirt;

import io.dosvm.libvirt.binding.Connection;
import io.dosvm.libvirt.binding.DomainStats;
import io.dosvm.libvirt.binding.Domains;
import io.dosvm.spi.Call;
import java.util.HashSet;
import java.util.Set;

/** The image files that running VMs have open, those beneath their overlays included. */
final class OpenFiles {
    private final LibvirtHost host;

    OpenFiles(LibvirtHost host) {
        this.host = host;
    }

    /** One request, however many VMs run. */
    Set<String> of(Connection connection, Call call) {
        Set<String> result = new HashSet<>();
        for (DomainStats domain : connection
                .domains()
                .stats(DomainStats.BLOCK, host.isTest() ? Domains.ACTIVE : Domains.ACTIVE | Domains.BACKING, call)) {
            for (int i = 0; i < domain.figures().number("block.count", 0); i++) {
                domain.figures().text("block." + i + ".path").ifPresent(result::add);
            }
            if (host.isTest()) {
                // libvirt's test driver has no figures of disks; it lives in this process
                LibvirtHost.find(() -> connection.domains().byUuid(domain.uuid(), call))
                        .ifPresent(d -> {
                            try (d) {
                                result.addAll(VmDocument.parse(d.xml(0, call)).diskFiles());
                            }
                        });
            }
        }
        return result;
    }
}
