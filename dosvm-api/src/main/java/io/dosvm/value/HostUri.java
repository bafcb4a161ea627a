package io.dosvm.value;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * Where a host is reached and by which driver, such as {@code qemu:///system}, {@code qemu+tls://h1/system},
 * {@code agent://h1:5555} or {@code fake:lab}.
 *
 * <p>The scheme before a {@code +} is the driver, after it the transport. A password in the URI is refused: secrets are
 * given apart.
 *
 * @since 0.1
 */
public final class HostUri {
    private final URI uri;

    private HostUri(URI uri) {
        this.uri = uri;
    }

    /**
     * Reads a host URI.
     *
     * @param text the URI
     * @return the URI, parsed
     * @throws IllegalArgumentException if it is not an absolute URI, or carries a password
     */
    public static HostUri parse(String text) {
        URI uri;
        try {
            uri = new URI(text);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("not a host URI: '" + text + "': " + e.getReason(), e);
        }
        if (uri.getScheme() == null) {
            throw new IllegalArgumentException(
                    "a host URI begins with a driver, as qemu:///system does: '" + text + "'");
        }
        if (uri.getUserInfo() != null && uri.getUserInfo().contains(":")) {
            throw new IllegalArgumentException("a host URI carries no password");
        }
        return new HostUri(uri);
    }

    /**
     * The driver: the scheme up to a {@code +}.
     *
     * @return for example {@code qemu}, {@code test}, {@code agent}, {@code fake}
     */
    public String driver() {
        int plus = uri.getScheme().indexOf('+');
        return plus < 0 ? uri.getScheme() : uri.getScheme().substring(0, plus);
    }

    /**
     * The transport: what follows a {@code +} in the scheme.
     *
     * @return for example {@code tls}, {@code tcp}, {@code ssh}, {@code unix}; empty where the driver chooses
     */
    public Optional<String> transport() {
        int plus = uri.getScheme().indexOf('+');
        return plus < 0 ? Optional.empty() : Optional.of(uri.getScheme().substring(plus + 1));
    }

    /**
     * The machine.
     *
     * @return its name or address, IPv6 without brackets; empty for this machine
     */
    public Optional<String> host() {
        String host = uri.getHost();
        return host == null || host.isEmpty()
                ? Optional.empty()
                : Optional.of(host.startsWith("[") ? host.substring(1, host.length() - 1) : host);
    }

    /**
     * The port.
     *
     * @return 1–65535, or empty where the transport's default holds
     */
    public Optional<Integer> port() {
        return uri.getPort() < 0 ? Optional.empty() : Optional.of(uri.getPort());
    }

    /**
     * The part that tells the driver what to open: the path, or what follows the colon in {@code fake:lab}.
     *
     * @return for example {@code /system}
     */
    public String path() {
        return uri.isOpaque() ? uri.getSchemeSpecificPart() : uri.getPath();
    }

    /**
     * The parameters after {@code ?}, decoded, in order.
     *
     * @return names and values; a name without {@code =} has an empty value
     */
    public Map<String, String> parameters() {
        Map<String, String> result = new LinkedHashMap<>();
        String query = uri.getQuery();
        if (query != null) {
            for (String part : query.split("&")) {
                int equals = part.indexOf('=');
                result.put(equals < 0 ? part : part.substring(0, equals), equals < 0 ? "" : part.substring(equals + 1));
            }
        }
        return Collections.unmodifiableMap(result);
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof HostUri that && uri.equals(that.uri);
    }

    @Override
    public int hashCode() {
        return uri.hashCode();
    }

    /** The URI as it was given. */
    @Override
    public String toString() {
        return uri.toString();
    }
}
