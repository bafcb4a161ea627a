package io.dosvm.libvirt.xml.install;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * A CD that the guest reads when it starts for the first time; it is to be made before that, and is of no use later.
 *
 * @param path where the domain expects it on the host: an ISO 9660 image with Joliet and Rock Ridge names
 * @param label its volume label; empty if it needs none
 * @param files the texts of the files in its root, by name; they can hold secrets
 * @param generatedPassword root's password if one was made for this
 * @since 0.1
 */
public record InstallSeed(String path, String label, Map<String, String> files, Optional<String> generatedPassword) {
    public InstallSeed {
        files = Collections.unmodifiableMap(new LinkedHashMap<>(files));
    }

    /** Without what the files hold. */
    @Override
    public String toString() {
        return "InstallSeed[path=" + path + ", label=" + label + ", files=" + files.keySet() + "]";
    }
}
