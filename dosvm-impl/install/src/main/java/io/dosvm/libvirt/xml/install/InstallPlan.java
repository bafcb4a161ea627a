package io.dosvm.libvirt.xml.install;

import io.dosvm.libvirt.xml.domain.Domain;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * What virt-install would do: a domain, and what to do with it beside defining and starting it.
 *
 * @param domain the domain as it starts first; {@code --print-xml 1}
 * @param installed the domain as it is to be defined once the installer has ended; {@code --print-xml 2}; empty if
 *     nothing is installed, so that {@code domain} stays
 * @param fetches the files that are to be on the host before the domain starts, in order
 * @param seed the CD for its first start, if it needs one
 * @param autostart whether it starts with its host
 * @param transientDomain whether it is gone when it stops
 * @param dryRun whether nothing is to be done with it
 * @param disabledChecks the checks that were switched off: path_in_use, disk_size, path_exists, mac_in_use, all
 * @since 0.1
 */
public record InstallPlan(
        Domain domain,
        Optional<Domain> installed,
        List<InstallFetch> fetches,
        Optional<InstallSeed> seed,
        boolean autostart,
        boolean transientDomain,
        boolean dryRun,
        Set<String> disabledChecks) {
    public InstallPlan {
        fetches = List.copyOf(fetches);
        disabledChecks = Set.copyOf(disabledChecks);
    }
}
