package io.dosvm.libvirt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dosvm.libvirt.xml.capabilities.Capabilities;
import io.dosvm.spi.Call;
import io.dosvm.spi.Finding;
import io.dosvm.spi.Finding.Verdict;
import io.dosvm.spi.Runtime;
import io.dosvm.value.HostUri;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** What is found where there is no daemon, or only libvirt's test driver. */
@Timeout(60)
class DiagnosisTest {
    private final Runtime runtime = Runtime.system("test");

    @TempDir
    Path empty;

    @AfterEach
    void close() {
        runtime.close();
    }

    private List<Finding> diagnose(String uri) {
        return new LibvirtProvider().diagnose(HostUri.parse(uri), runtime, Call.within(runtime, Duration.ofSeconds(8)));
    }

    private static void isFirst(String code, List<Finding> findings) {
        Finding first = findings.get(0);
        assertEquals("connection", first.what());
        assertEquals(Verdict.BAD, first.verdict());
        assertTrue(first.seen().startsWith(code + ": "), first.toString());
        assertTrue(!first.fix().isBlank() && !first.seen().contains(first.fix()), first.toString());
    }

    @Test
    void testDriver_answers_andRunsNothing() {
        List<Finding> findings = diagnose("test:///default");
        assertEquals(Verdict.GOOD, findings.get(0).verdict(), findings.toString());
        assertEquals(
                List.of("connection", "guests", "storage", "networks"),
                findings.stream().map(Finding::what).toList(),
                findings.toString());
        assertTrue(findings.stream().noneMatch(f -> f.verdict() == Verdict.BAD), findings.toString());
    }

    @Test
    void nameThatDoesNotResolve() {
        List<Finding> findings = diagnose("qemu+tcp://no-such-host.invalid/system");
        isFirst("DOSVM-CONNECT-RESOLVE", findings);
        // nothing of this machine is looked at for another one
        assertEquals(1, findings.size(), findings.toString());
    }

    @Test
    void portThatRefuses() throws IOException {
        int port;
        try (ServerSocket free = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = free.getLocalPort();
        }
        List<Finding> findings = diagnose("qemu+tcp://127.0.0.1:" + port + "/system");
        isFirst("DOSVM-CONNECT-REACH", findings);
        assertEquals(1, findings.size(), findings.toString());
    }

    @Test
    void socketThatIsNotThere() {
        List<Finding> findings = diagnose("qemu:///system?socket=" + empty.resolve("none"));
        isFirst("DOSVM-CONNECT-REACH", findings);
        assertEquals("socket", findings.get(1).what());
        assertEquals(Verdict.BAD, findings.get(1).verdict());
        assertTrue(findings.get(1).fix().contains("libvirt-daemon-system"), findings.toString());
        assertEquals(2, findings.size(), findings.toString());
    }

    @Test
    void daemonThatIsSilent_isGivenUpInTime() throws IOException {
        try (ServerSocket silent = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            long begin = runtime.nanoTime();
            List<Finding> findings = new LibvirtProvider()
                    .diagnose(
                            HostUri.parse("qemu+tcp://127.0.0.1:" + silent.getLocalPort() + "/system"),
                            runtime,
                            Call.within(runtime, Duration.ofSeconds(2)));
            assertTrue(runtime.nanoTime() - begin < Duration.ofSeconds(6).toNanos());
            isFirst("DOSVM-CONNECT-HYPERVISOR", findings);
        }
    }

    @Test
    void qemuUser_isReadFromTheLabel() {
        Capabilities capabilities = Capabilities.parse("""
                <capabilities><host><secmodel><model>apparmor</model><doi>0</doi></secmodel><secmodel><model>dac</model>
                <doi>0</doi><baselabel type='kvm'>+64055:+108</baselabel></secmodel></host></capabilities>""");
        assertEquals(Optional.of(new Diagnosis.QemuUser(64_055, 108)), Diagnosis.qemuUser(capabilities));
        assertEquals(Optional.empty(), Diagnosis.qemuUser(Capabilities.parse("<capabilities><host/></capabilities>")));
    }
}
