package io.dosvm.samples;

import io.dosvm.DosvmConfig;
import io.dosvm.value.IpAddress;
import java.nio.file.Path;
import java.time.Duration;

/** Where quickstart runs: a fake, a private lab host, the user's own daemon, or one that is there. */
interface Target extends AutoCloseable {
    /** What it is, for people. */
    String description();

    /** The host's URI. */
    String uri();

    /** An empty directory there for the pool. */
    String directory();

    /** The guest's disk. */
    Path disk();

    /** Where the control plane keeps what it knows. */
    Path store();

    /** Adds what the control plane needs beside the store. */
    default void configure(DosvmConfig config) {}

    /** Whether it has user networking only: no networks of their own. */
    default boolean userNetworking() {
        return false;
    }

    /** Fetches the guest's page. */
    String page(IpAddress address, int port, Duration atMost) throws Exception;

    @Override
    void close() throws Exception;
}
