package io.dosvm.testkit.contract;

import io.dosvm.spi.HostDriverProvider;
import io.dosvm.spi.Runtime;
import io.dosvm.spi.Storage.Format;
import io.dosvm.value.ByteSize;
import io.dosvm.value.Cidr;
import io.dosvm.value.HostUri;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * A host on which the rules may be tried: the author of a driver writes one of these.
 *
 * <p>The rules make pools, networks and small VMs on it and take all of them away again. They start few VMs, each of
 * them with a blank disk or none.
 *
 * @since 0.1
 */
public interface ContractBench extends AutoCloseable {
    /**
     * The driver's provider.
     *
     * @return the provider
     */
    HostDriverProvider provider();

    /**
     * Where the host is.
     *
     * @return its URI
     */
    HostUri uri();

    /**
     * Where no host of this driver is.
     *
     * @return a URI that the provider claims and that leads nowhere
     */
    HostUri nowhere();

    /**
     * Time and threads of the rules.
     *
     * @return a runtime that the bench owns
     */
    Runtime runtime();

    /**
     * A second client of the host, whose threads are looked for after its end.
     *
     * @param client the client's name
     * @return a runtime that the rule closes
     */
    default Runtime runtime(String client) {
        return Runtime.system(client);
    }

    /**
     * A directory on the host that no pool has and in which nothing lies; it need not exist.
     *
     * @return an absolute path, another one at each call
     */
    String newDirectory();

    /**
     * Addresses that nothing on the host uses.
     *
     * @return an IPv4 network with prefix 24, another one at each call
     */
    Cidr newAddresses();

    /**
     * A bridge name that nothing on the host uses.
     *
     * @return 1–15 characters, another one at each call
     */
    String newBridge();

    /**
     * What a guest without an operating system gets.
     *
     * @return 96 MiB unless overridden
     */
    default ByteSize guestMemory() {
        return ByteSize.mib(96);
    }

    /**
     * How long one verb may take.
     *
     * @return half a minute unless overridden
     */
    default Duration deadline() {
        return Duration.ofSeconds(30);
    }

    /**
     * An image whose guest boots, takes an address by DHCP and heeds ACPI. Without one, the rules that need it must be
     * exempt.
     *
     * @return the image, if there is one
     */
    default Optional<BootableImage> image() {
        return Optional.empty();
    }

    /**
     * Makes the host stop answering for a while. Without it, the rules that need it must be exempt.
     *
     * @return how to, if there is a way
     */
    default Optional<Freezer> freezer() {
        return Optional.empty();
    }

    /**
     * Cuts the connections to the host for a while. Without it, the rules that need it must be exempt.
     *
     * @return how to, if there is a way
     */
    default Optional<Cutter> cutter() {
        return Optional.empty();
    }

    /**
     * The reviewed list of rules that do not hold for this driver.
     *
     * @return a rule's id, and why
     */
    default Map<String, String> exemptions() {
        return Map.of();
    }

    /** Ends what the bench began: called once, after all rules. */
    @Override
    default void close() {}

    /** Stops a host from answering. */
    interface Freezer {
        /** From now on the host takes what is sent to it, and answers nothing. */
        void freeze();

        /** The host answers again. */
        void thaw();
    }

    /** Cuts connections; guests run on. */
    interface Cutter {
        /** From now on connections to the host are broken, and it takes no new ones. */
        void cut();

        /** The host takes connections again. */
        void restore();
    }

    /**
     * A disk image with an operating system on it.
     *
     * @param bytes opens its bytes
     * @param length how many they are
     * @param format how they are to be read
     * @param memory what its guest needs
     * @param bootTime what it needs at most from its start to an address
     */
    record BootableImage(Source bytes, long length, Format format, ByteSize memory, Duration bootTime) {
        /** Opens bytes. */
        @FunctionalInterface
        public interface Source {
            /**
             * Opens them from the beginning.
             *
             * @return the bytes, closed by the caller
             * @throws IOException if they cannot be read
             */
            InputStream open() throws IOException;
        }
    }
}
