package io.dosvm.libvirt.xml.install;

import java.util.Map;

/**
 * A file of an installation tree that is to be on the host before the guest starts.
 *
 * @param location the tree: a URL, a folder or an ISO image; empty if {@code file} is a whole path or URL
 * @param file the file in it
 * @param path where the domain expects it on the host
 * @param injected texts to put into the root folder of the initial RAM disk that the file is, by name; they can hold
 *     secrets
 * @since 0.1
 */
public record InstallFetch(String location, String file, String path, Map<String, String> injected) {
    public InstallFetch {
        injected = Map.copyOf(injected);
    }

    /** Without what the injected files hold. */
    @Override
    public String toString() {
        return "InstallFetch[" + location + " " + file + " -> " + path + ", injected=" + injected.keySet() + "]";
    }
}
