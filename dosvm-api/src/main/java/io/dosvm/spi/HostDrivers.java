package io.dosvm.spi;

import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.value.HostUri;
import java.util.ArrayList;
import java.util.List;
import java.util.ServiceLoader;

/**
 * Finds the driver for a URI: among those given first, then among those on the class path. A tie is an error, never a
 * choice by chance.
 *
 * @since 0.1
 */
public final class HostDrivers {
    private final List<HostDriverProvider> given;
    private final List<HostDriverProvider> found;

    private HostDrivers(List<HostDriverProvider> given, List<HostDriverProvider> found) {
        this.given = List.copyOf(given);
        this.found = List.copyOf(found);
    }

    /**
     * The given drivers and those on the class path of this library.
     *
     * @param given drivers that go first
     * @return the set to choose from
     */
    public static HostDrivers of(List<HostDriverProvider> given) {
        List<HostDriverProvider> found = new ArrayList<>();
        ServiceLoader.load(HostDriverProvider.class, HostDrivers.class.getClassLoader())
                .forEach(found::add);
        return new HostDrivers(given, found);
    }

    /**
     * The one driver that claims a URI.
     *
     * @param uri where the host is
     * @return its provider
     * @throws DosvmException {@code NO_DRIVER} if none does, or more than one
     */
    public HostDriverProvider require(HostUri uri) {
        List<HostDriverProvider> claiming =
                given.stream().filter(p -> p.claims(uri)).toList();
        if (claiming.isEmpty()) {
            claiming = found.stream().filter(p -> p.claims(uri)).toList();
        }
        if (claiming.size() == 1) {
            return claiming.get(0);
        }
        List<String> names = (claiming.isEmpty() ? all() : claiming)
                .stream().map(p -> p.id() + " (" + p.getClass().getName() + ")").toList();
        throw DosvmException.of(
                        ErrorCode.NO_DRIVER,
                        claiming.isEmpty()
                                ? "no driver claims " + uri + "; asked: " + names
                                : "more than one driver claims " + uri + ": " + names)
                .with("uri", uri)
                .hint(claiming.isEmpty() ? "check the scheme, or add the driver's jar" : "remove all but one jar")
                .build();
    }

    private List<HostDriverProvider> all() {
        List<HostDriverProvider> all = new ArrayList<>(given);
        all.addAll(found);
        return all;
    }
}
