package io.dosvm.libvirt.xml;

import java.util.Optional;

/**
 * One field that differs between two documents, or one entry of a list that only one of them has.
 *
 * @param path where, from the root; an entry of a list is named by what identifies it, as in
 *     {@code devices/disk[vda]/source/@file}
 * @param before the value in the first document; empty if it has none. For an entry of a list its XML
 * @param after the value in the second document; empty if it has none
 * @param applies when libvirt can make it so
 * @since 0.1
 */
public record Change(String path, Optional<String> before, Optional<String> after, Applies applies) {
    /**
     * When a change takes effect. For domains this is what libvirt's QEMU driver does, and it depends on the values
     * where that does: more memory or vCPUs than the domain was started with, a disk on a bus without hotplug, a device
     * for which no slot is free. The project's tests ask a real libvirt 9.0 with QEMU 7.2 (x86-64, machines {@code pc}
     * and {@code q35}) about each kind of answer for domains and networks, but for devices passed through, Open vSwitch
     * tags, performance counters and NUMA nodes, which are as libvirt documents them. Other drivers can do less, other
     * versions more. Whatever is not known of a domain or a network is answered with the safe {@link #NEXT_START}.
     *
     * <p>Compare what libvirt reports of a running domain with an edit of just that: what was plugged in, and where, is
     * not seen in the stored definition.
     */
    public enum Applies {
        /**
         * libvirt changes it in what runs: devices by attaching, detaching and updating them, all else by the call for
         * it. To let go of a device or of memory is up to the guest's operating system.
         */
        LIVE,
        /**
         * The definition can be changed, and the next start uses it. A domain's name is changed by renaming it while it
         * is off.
         */
        NEXT_START,
        /** libvirt refuses it: only another object can have it. */
        RECREATE
    }

    /** Path and effect; values are left out, as they can be secret. */
    @Override
    public String toString() {
        String what = before.isEmpty() ? " added" : after.isEmpty() ? " removed" : " changed";
        return path + what + " (" + applies + ")";
    }
}
