package io.dosvm.libvirt.xml.install;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A file of an installation tree that is to be on the host before the guest starts.
 *
 * @param location the tree: a URL, a folder or an ISO image; empty if {@code file} is a whole path or URL
 * @param file the file in it
 * @param path where the domain expects it on the host
 * @param injected files to put into the root folder of the initial RAM disk that the file is, by name; they can hold
 *     secrets. Whoever asks gets a copy
 * @since 0.1
 */
public record InstallFetch(String location, String file, String path, Map<String, byte[]> injected) {
    public InstallFetch {
        injected = copy(injected);
    }

    @Override
    public Map<String, byte[]> injected() {
        return copy(injected);
    }

    private static Map<String, byte[]> copy(Map<String, byte[]> files) {
        Map<String, byte[]> copy = new HashMap<>();
        files.forEach((name, content) -> copy.put(name, content.clone()));
        return Map.copyOf(copy);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof InstallFetch f
                && location.equals(f.location)
                && file.equals(f.file)
                && path.equals(f.path)
                && injected.keySet().equals(f.injected.keySet())
                && injected.entrySet().stream().allMatch(e -> Arrays.equals(e.getValue(), f.injected.get(e.getKey())));
    }

    @Override
    public int hashCode() {
        return Objects.hash(location, file, path, injected.keySet());
    }

    /** Without what the injected files hold. */
    @Override
    public String toString() {
        return "InstallFetch[" + location + " " + file + " -> " + path + ", injected=" + injected.keySet() + "]";
    }
}
