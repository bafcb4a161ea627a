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
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One guest that is started to find out whether guests run. It is cleaned up also when nobody waits any more. */
final class AccelerationProbe {
    /** From the wish to start it to the first byte on its serial line. */
    static final Duration LIMIT = Duration.ofSeconds(10);

    private static final Logger LOG = LoggerFactory.getLogger(AccelerationProbe.class);
    private static final Duration CLEAN_UP = Duration.ofMinutes(2);

    private final LibvirtHost host;
    private final DomainType type;
    private final Runtime.Signal decided;
    private final long end;
    private volatile boolean works;
    private volatile boolean unknown;

    private AccelerationProbe(LibvirtHost host, DomainType type) {
        this.host = host;
        this.type = type;
        this.decided = host.runtime().signal();
        this.end = host.runtime().nanoTime() + LIMIT.toNanos();
    }

    static AccelerationProbe start(LibvirtHost host, DomainType type) {
        AccelerationProbe probe = new AccelerationProbe(host, type);
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
                DomainDocuments.probe(Acceleration.PROBE + host.runtime().newId(), type);
        try {
            Connection connection = host.storage(call);
            try (Domain domain = connection.domains().createTransient(document, Domains.AUTO_DESTROY, call)) {
                try {
                    works = greets(domain) && host.runtime().nanoTime() <= end;
                } finally {
                    decided.raise();
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

    private boolean greets(Domain domain) {
        Call inTime = Call.within(host.runtime(), LIMIT);
        try (ByteStream serial = domain.console(inTime)) {
            boolean got = serial.receive(new byte[ByteStream.PIECE], inTime) > 0;
            serial.abort(inTime);
            return got;
        } catch (LibvirtException e) {
            LOG.debug("the guest was silent [uri={}]", host.uri(), e);
            return false;
        }
    }
}
