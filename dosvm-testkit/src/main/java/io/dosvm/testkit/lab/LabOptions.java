package io.dosvm.testkit.lab;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What a lab is to be like. Passed to the function given to {@link Lab#open}; each method returns this object.
 *
 * @since 0.1
 */
public final class LabOptions {
    static final int MAX_HOSTS = 16;

    private int hosts = 1;
    private Path directory = Lab.defaultDirectory();
    private boolean kvmHidden = true;
    private boolean tls;
    private Duration startTimeout = Duration.ofSeconds(30);

    LabOptions() {}

    /**
     * How many hosts; without this, one.
     *
     * @param count 1 to 16
     * @return this
     * @throws IllegalArgumentException if the count is out of range
     */
    public LabOptions hosts(int count) {
        if (count < 1 || count > MAX_HOSTS) {
            throw new IllegalArgumentException("hosts: " + count + " is not within 1.." + MAX_HOSTS);
        }
        hosts = count;
        return this;
    }

    /**
     * The directory under which this lab makes a directory of its own, {@code lab-} and six characters; without this,
     * {@link Lab#defaultDirectory()}. Labs of several processes may share it. It should be a short path: libvirt's
     * sockets lie below it, and the path of a socket is at most 107 bytes long.
     *
     * @param path is created if need be, closed to all others; one that is there must be the user's own, and nobody
     *     else may write to it; not below {@code /run}, {@code /proc}, {@code /sys} or {@code /dev}
     * @return this
     */
    public LabOptions directory(Path path) {
        directory = path.toAbsolutePath().normalize();
        return this;
    }

    /**
     * Leaves {@code /dev/kvm} as it is. Without this the hosts have no usable one, so that guests run under plain
     * emulation everywhere alike.
     *
     * @return this
     */
    public LabOptions keepKvm() {
        kvmHidden = false;
        return this;
    }

    /**
     * Lets the hosts' daemons listen for TLS too, with certificates of an authority made for this lab.
     *
     * @return this
     */
    public LabOptions tls() {
        tls = true;
        return this;
    }

    /**
     * How long the start of all hosts together may take; without this, 30 s.
     *
     * @param timeout more than zero
     * @return this
     */
    public LabOptions startWithin(Duration timeout) {
        startTimeout = timeout;
        return this;
    }

    int hosts() {
        return hosts;
    }

    Path directory() {
        return directory;
    }

    boolean kvmHidden() {
        return kvmHidden;
    }

    boolean isTls() {
        return tls;
    }

    Duration startTimeout() {
        return startTimeout;
    }
}
