package io.dosvm.libvirt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dosvm.libvirt.binding.ConnectUri;
import io.dosvm.libvirt.xml.domain.DomainType;
import io.dosvm.spi.Call;
import io.dosvm.spi.Finding;
import io.dosvm.spi.HostDriver;
import io.dosvm.spi.HostDriver.HostFacts;
import io.dosvm.spi.HostDriver.Part;
import io.dosvm.spi.Runtime;
import io.dosvm.testkit.junit.NeedsLab;
import io.dosvm.testkit.lab.Lab;
import io.dosvm.value.HostUri;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Acceleration is what a guest was seen to run under, on a host that shows /dev/kvm if the machine does. */
@NeedsLab
class AccelerationTest {
    private static Lab lab;

    private final Runtime runtime = Runtime.system("accel");

    @BeforeAll
    static void open() {
        lab = Lab.open(o -> o.keepKvm().directory(Path.of("target", "lab")));
    }

    @AfterAll
    static void end() {
        lab.close();
    }

    @AfterEach
    void close() {
        runtime.close();
    }

    private Call call() {
        return Call.within(runtime, Duration.ofMinutes(1));
    }

    private static HostUri uri(String more) {
        return HostUri.parse(lab.host(1).uri() + more);
    }

    @Test
    void probe_seesAGuestThatRuns_andLeavesNothing() {
        try (LibvirtHost host = new LibvirtHost(uri(""), ConnectUri.of(uri("")), runtime)) {
            assertTrue(AccelerationProbe.start(host, DomainType.QEMU, false).verdict(call()));
            long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
            while (!host.control(call()).domains().list(0, call()).isEmpty() && System.nanoTime() < end) {
                runtime.sleep(Duration.ofMillis(50));
            }
            assertEquals(List.of(), host.control(call()).domains().list(0, call()));
        }
    }

    @Test
    void probe_ofAGuestThatCannotStart_saysNo() {
        try (LibvirtHost host = new LibvirtHost(uri(""), ConnectUri.of(uri("")), runtime)) {
            assertFalse(AccelerationProbe.start(host, DomainType.XEN, false).verdict(call()));
        }
    }

    @Test
    void facts_nameKvm_onlyWhereAGuestRanUnderIt_andLookOnce() {
        LibvirtProvider provider = new LibvirtProvider();
        HostFacts facts;
        try (HostDriver driver = provider.open(uri(""), runtime)) {
            facts = driver.perform(new HostDriver.Facts(), call());
            assertTrue(Set.of("kvm", "tcg").contains(facts.acceleration()), facts.acceleration());
            assertEquals(
                    List.of(),
                    driver.perform(new HostDriver.Observe(Set.of(Part.VMS)), call())
                            .vms());
        }
        try (HostDriver driver = provider.open(uri(""), runtime)) {
            long begin = System.nanoTime();
            assertEquals(
                    facts.acceleration(),
                    driver.perform(new HostDriver.Facts(), call()).acceleration());
            assertTrue(System.nanoTime() - begin < Duration.ofSeconds(5).toNanos(), "asked a second time");
        }
    }

    @Test
    void parameter_overrides() {
        try (HostDriver driver = new LibvirtProvider().open(uri("&accel=tcg"), runtime)) {
            assertEquals("tcg", driver.perform(new HostDriver.Facts(), call()).acceleration());
        }
    }

    @Test
    void diagnosis_looksAtEverything_andEveryFaultHasAFix() {
        List<Finding> findings = new LibvirtProvider().diagnose(uri("&accel=tcg"), runtime, call());
        Set<String> looked = findings.stream().map(Finding::what).collect(Collectors.toSet());
        assertTrue(looked.containsAll(Set.of("connection", "KVM", "dnsmasq")), looked.toString());
        for (Finding finding : findings) {
            boolean fault = finding.verdict() == Finding.Verdict.WARNING || finding.verdict() == Finding.Verdict.BAD;
            assertTrue(!fault || !finding.fix().isEmpty(), finding.toString());
            assertTrue(!finding.what().equals("connection") || !fault, finding.toString());
        }
    }

    @Test
    void diagnosis_ofNowhere_saysWhatFailed() {
        List<Finding> findings =
                new LibvirtProvider().diagnose(HostUri.parse("qemu+tcp://127.0.0.1:1/system"), runtime, call());
        Finding connection = findings.get(0);
        assertEquals(Finding.Verdict.BAD, connection.verdict());
        assertTrue(connection.seen().contains("DOSVM-CONNECT-REACH"), connection.seen());
        assertFalse(connection.fix().isEmpty());
    }
}
