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
    /** When a change takes effect. */
    public enum Applies {
        /** libvirt changes it in what runs. QEMU's driver is meant; others can do less. */
        LIVE,
        /** The definition can be changed, and the next start uses it. */
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
