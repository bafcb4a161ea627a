package io.dosvm.libvirt.xml;

import java.util.List;
import java.util.Optional;

/**
 * The namespaces that libvirt's documents use, and the prefixes that descriptions and accessors know them by. A
 * document may use any prefix: what counts is the namespace.
 */
final class Namespaces {
    private record Known(String prefix, String uri) {}

    private static final List<Known> KNOWN = List.of(
            new Known("qemu", "http://libvirt.org/schemas/domain/qemu/1.0"),
            new Known("lxc", "http://libvirt.org/schemas/domain/lxc/1.0"),
            new Known("bhyve", "http://libvirt.org/schemas/domain/bhyve/1.0"),
            new Known("xen", "http://libvirt.org/schemas/domain/xen/1.0"),
            new Known("vmware", "http://libvirt.org/schemas/domain/vmware/1.0"),
            new Known("dnsmasq", "http://libvirt.org/schemas/network/dnsmasq/1.0"),
            new Known("fs", "http://libvirt.org/schemas/storagepool/fs/1.0"),
            new Known("rbd", "http://libvirt.org/schemas/storagepool/rbd/1.0"),
            new Known("libosinfo", "http://libosinfo.org/xmlns/libvirt/domain/1.0"));

    private Namespaces() {}

    /** The namespace of a known prefix. */
    static String uri(String prefix) {
        for (Known known : KNOWN) {
            if (known.prefix.equals(prefix)) {
                return known.uri;
            }
        }
        throw new IllegalArgumentException("no known namespace has the prefix " + prefix);
    }

    /** The namespace of a prefix, if it is known. */
    static Optional<String> known(String prefix) {
        return KNOWN.stream()
                .filter(k -> k.prefix.equals(prefix))
                .map(Known::uri)
                .findFirst();
    }

    /** Whether an element of this written name and namespace is the one that the key means. */
    static boolean matches(String key, String name, String namespace) {
        int colon = key.indexOf(':');
        if (colon < 0) {
            if (!namespace.isEmpty()) {
                return false;
            }
            return name.equals(key);
        }
        if (namespace.isEmpty()) {
            return false;
        }
        int own = name.indexOf(':') + 1;
        int length = key.length() - colon - 1;
        return name.length() - own == length
                && name.regionMatches(own, key, colon + 1, length)
                && namespace.equals(uri(key.substring(0, colon)));
    }
}
