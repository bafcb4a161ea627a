package io.dosvm.libvirt;

import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.libvirt.binding.ByteStream;
import io.dosvm.libvirt.binding.Connection;
import io.dosvm.libvirt.binding.Domain;
import io.dosvm.libvirt.binding.Domains;
import io.dosvm.libvirt.binding.LibvirtException;
import io.dosvm.libvirt.xml.domain.DomainType;
import io.dosvm.spi.Call;
import io.dosvm.spi.Runtime;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One guest that is started to find out whether guests run. It is cleaned up also when nobody waits any more. */
final class AccelerationProbe {
    /** From the wish to start it to the verdict. */
    static final Duration LIMIT = Duration.ofSeconds(10);

    /** For the firmware to come to its end: a tenth of a second where guests really run. */
    private static final Duration FIRMWARE = Duration.ofSeconds(3);

    /** The firmware's last words, as there is nothing to boot from. */
    private static final String END = "No bootable device";

    private static final Logger LOG = LoggerFactory.getLogger(AccelerationProbe.class);
    private static final Duration CLEAN_UP = Duration.ofMinutes(2);

    private final LibvirtHost host;
    private final DomainType type;
    private final boolean hostCpu;
    private final Runtime.Signal decided;
    private final long end;
    private volatile boolean works;
    private volatile boolean unknown;

    private AccelerationProbe(LibvirtHost host, DomainType type, boolean hostCpu) {
        this.host = host;
        this.type = type;
        this.hostCpu = hostCpu;
        this.decided = host.runtime().signal();
        this.end = host.runtime().nanoTime() + LIMIT.toNanos();
    }

    /**
     * Starts one.
     *
     * @param hostCpu whether it gets the host's CPU, as guests would
     */
    static AccelerationProbe start(LibvirtHost host, DomainType type, boolean hostCpu) {
        AccelerationProbe probe = new AccelerationProbe(host, type, hostCpu);
        host.runtime().start("libvirt-probe", probe::run);
        return probe;
    }

    /** Whether it ended without a verdict, because the connection broke: another one may be tried. */
    boolean failed() {
        return unknown;
    }

    /**
     * Whether the guest ran in time.
     *
     * @throws DosvmException {@code TIMEOUT} if the call ends before that is known
     */
    boolean verdict(Call call) {
        Duration left = Duration.ofNanos(Math.max(0, end - host.runtime().nanoTime()));
        boolean callEndsFirst = call.remaining().compareTo(left) < 0;
        boolean known = decided.await(0, callEndsFirst ? call.remaining() : left);
        if (unknown || !known && callEndsFirst) {
            throw DosvmException.of(
                            ErrorCode.TIMEOUT, "whether guests run under KVM was not found out before the deadline")
                    .hint("try again with more time, or say ?accel=kvm or ?accel=tcg in the host's URI")
                    .build();
        }
        return works;
    }

    private void run() {
        Call call = Call.within(host.runtime(), CLEAN_UP);
        String document =
                DomainDocuments.probe(Acceleration.PROBE + host.runtime().newId(), type, hostCpu);
        try {
            Connection connection = host.storage(call);
            try (Domain domain = connection.domains().createTransient(document, Domains.AUTO_DESTROY, call)) {
                try {
                    works = comesToItsEnd(domain) && host.runtime().nanoTime() <= end;
                } finally {
                    domain.destroy(call);
                }
            }
        } catch (LibvirtException e) {
            // a guest that cannot start or dies is the verdict; a connection that breaks is none
            unknown = e.reason() != LibvirtException.Reason.FAULT && !works;
            LOG.debug("the guest did not run [uri={}]", host.uri(), e);
        } catch (DosvmException e) {
            unknown = true;
            LOG.debug("the driver was closed while a guest was started [uri={}]", host.uri(), e);
        } finally {
            decided.raise();
        }
    }

    private boolean comesToItsEnd(Domain domain) {
        Call inTime = Call.within(host.runtime(), FIRMWARE);
        StringBuilder said = new StringBuilder();
        byte[] piece = new byte[ByteStream.PIECE];
        try (ByteStream serial = domain.console(inTime)) {
            while (said.indexOf(END) < 0 && said.length() < ByteStream.PIECE) {
                int length = serial.receive(piece, inTime);
                if (length == 0) {
                    return false;
                }
                said.append(new String(piece, 0, length, StandardCharsets.ISO_8859_1));
            }
            serial.abort(inTime);
            return said.indexOf(END) >= 0;
        } catch (LibvirtException e) {
            LOG.debug("the guest was silent or too slow [uri={}]", host.uri(), e);
            return false;
        }
    }
}
