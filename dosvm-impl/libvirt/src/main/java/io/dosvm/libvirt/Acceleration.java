package io.dosvm.libvirt;

import io.dosvm.libvirt.xml.Word;
import io.dosvm.libvirt.xml.capabilities.Arch;
import io.dosvm.libvirt.xml.capabilities.Capabilities;
import io.dosvm.libvirt.xml.capabilities.DomainCapabilities;
import io.dosvm.libvirt.xml.domain.DomainType;
import io.dosvm.spi.Call;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Under what guests run: KVM only where a guest was seen to run under it, in time.
 *
 * <p>That libvirt lists KVM and that {@code /dev/kvm} exists proves nothing: nested, emulated and broken ones list it
 * too. So a guest with the CPU that others would get, but without disk and NIC, is started under it, transient and gone
 * with our connection, and its firmware must come to its end within a few seconds, told by the serial line. A kind of
 * KVM that emulates the firmware step by step needs longer; there guests would be slower than without it. The verdict
 * holds for the host's boot and QEMU's version.
 */
final class Acceleration {
    static final String KVM = "kvm";
    static final String TCG = "tcg";
    static final String TEST = "test";

    /** How the names of the guests begin that are started to find out. */
    static final String PROBE = "dosvm-probe-";

    private static final String X86 = "x86_64";

    private final LibvirtHost host;
    private final FactsReader facts;
    private final Cache cache;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, Boolean> features = new ConcurrentHashMap<>();
    private @Nullable String verdict;
    private @Nullable AccelerationProbe probe;

    Acceleration(LibvirtHost host, FactsReader facts, Cache cache) {
        this.host = host;
        this.facts = facts;
        this.cache = cache;
    }

    /** What was found out, by machine, boot and version; shared by the drivers of one provider. */
    static final class Cache {
        private final Map<String, String> verdicts = new ConcurrentHashMap<>();
    }

    /**
     * {@link #KVM}, {@link #TCG} or {@link #TEST}; the first call may take as long as {@link AccelerationProbe#LIMIT}.
     */
    String of(Call call) {
        if (host.isTest()) {
            return TEST;
        }
        return host.accelerator().orElseGet(() -> found(call));
    }

    private String found(Call call) {
        lock.lock();
        try {
            if (verdict != null) {
                return verdict;
            }
        } finally {
            lock.unlock();
        }
        FactsReader.Hypervisor hypervisor = facts.hypervisor(call);
        if (!listed(hypervisor.capabilities())) {
            return decided(TCG);
        }
        String boot = facts.bootId();
        String key = boot + " " + host.uri() + " " + hypervisor.version();
        String known = boot.isEmpty() ? null : cache.verdicts.get(key);
        if (known != null) {
            return decided(known);
        }
        boolean hostCpu = allCpuFeatures(KVM, X86, call);
        String found = probed(hostCpu, call) ? KVM : TCG;
        if (!boot.isEmpty()) {
            cache.verdicts.put(key, found);
        }
        return decided(found);
    }

    private String decided(String found) {
        lock.lock();
        try {
            verdict = found;
            return found;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Whether libvirt lists KVM. Other architectures have no firmware that greets over a serial line: KVM there only by
     * {@code ?accel=kvm}.
     */
    static boolean listed(Capabilities capabilities) {
        return capabilities.guests().stream()
                .flatMap(g -> g.arch().stream())
                .filter(a -> a.name().map(Word::raw).filter(X86::equals).isPresent())
                .map(Arch::domains)
                .anyMatch(all -> all.stream()
                        .anyMatch(
                                d -> d.type().map(Word::raw).filter(KVM::equals).isPresent()));
    }

    /**
     * Whether a guest can be given every CPU feature that its accelerator has: the host says so in its domain
     * capabilities, which are asked for once per architecture.
     */
    boolean allCpuFeatures(String accelerator, String architecture, Call call) {
        return features.computeIfAbsent(accelerator + " " + architecture, key -> {
            DomainCapabilities can = DomainCapabilities.parse(host.control(call)
                    .node()
                    .domainCapabilities(architecture, null, accelerator.equals(KVM) ? "kvm" : "qemu", call));
            String mode = accelerator.equals(KVM) ? "host-model" : "maximum";
            return can.cpu().stream()
                    .flatMap(c -> c.modes().stream())
                    .anyMatch(m -> m.name().map(Word::raw).filter(mode::equals).isPresent()
                            && m.supported().orElse(false));
        });
    }

    private boolean probed(boolean hostCpu, Call call) {
        AccelerationProbe running;
        lock.lock();
        try {
            running = probe;
            if (running == null || running.failed()) {
                running = AccelerationProbe.start(host, DomainType.KVM, hostCpu);
                probe = running;
            }
        } finally {
            lock.unlock();
        }
        return running.verdict(call);
    }
}
