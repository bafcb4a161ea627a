package io.dosvm.libvirt.xml.install;

import io.dosvm.libvirt.xml.domain.Domain;
import java.util.Set;

/**
 * What virt-install would do: a domain, and what to do with it beside defining and starting it.
 *
 * @param domain the domain
 * @param autostart whether it starts with its host
 * @param transientDomain whether it is gone when it stops
 * @param dryRun whether nothing is to be done with it
 * @param disabledChecks the checks that were switched off: path_in_use, disk_size, path_exists, mac_in_use, all
 * @since 0.1
 */
public record InstallPlan(
        Domain domain, boolean autostart, boolean transientDomain, boolean dryRun, Set<String> disabledChecks) {
    public InstallPlan {
        disabledChecks = Set.copyOf(disabledChecks);
    }
}
