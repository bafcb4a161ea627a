package io.dosvm.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.dosvm.testkit.junit.NeedsLab;
import io.dosvm.testkit.lab.Lab;
import io.dosvm.testkit.lab.LabHost;
import io.dosvm.testkit.lab.LabRequirements;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("samples")
@NeedsLab
class DoctorTest {
    @Test
    void testDriver_isWell() throws Exception {
        Programs.Ended ended = Programs.run("doctor", "test:///default");
        assertEquals(0, ended.code(), ended.out());
        assertTrue(ended.out().contains("GOOD     connection"), ended.out());
    }

    @Test
    void realHost_isLookedAtInEveryRespect_andNotChanged() throws Exception {
        assumeTrue(LabRequirements.hasFile(Path.of("/usr/share/OVMF/OVMF_CODE_4M.fd"), "ovmf"), "needs ovmf");
        try (Lab lab = Lab.open(options -> {})) {
            LabHost host = lab.host(1);
            String before = everything(host);
            Programs.Ended ended = Programs.run("doctor", host.uri().toString());
            assertEquals(0, ended.code(), ended.out());
            for (String good : List.of("connection", "socket", "QEMU", "UEFI firmware", "storage")) {
                assertTrue(ended.out().contains(String.format("%-8s %-20s", "GOOD", good)), ended.out());
            }
            for (String told : List.of("KVM", "TPM emulator", "dnsmasq", "bridges", "migration address", "ports")) {
                assertTrue(ended.out().contains(String.format(" %-20s", told)), ended.out());
            }
            assertTrue(ended.out().contains("fix: "), ended.out());
            assertEquals(before, everything(host));
        }
    }

    @Test
    void unreachable_isTheFirstFinding_withItsFix() throws Exception {
        isFirst("DOSVM-CONNECT-RESOLVE", Programs.run("doctor", "qemu+tcp://no-such-host.invalid/system"));
        isFirst("DOSVM-CONNECT-REACH", Programs.run("doctor", "qemu+tcp://127.0.0.1:1/system"));
        Path nowhere = Path.of("target", "no-such-socket").toAbsolutePath();
        isFirst("DOSVM-CONNECT-REACH", Programs.run("doctor", "qemu:///system?socket=" + nowhere));
    }

    private static void isFirst(String code, Programs.Ended ended) {
        assertEquals(1, ended.code(), ended.out());
        List<String> lines = ended.out().lines().toList();
        assertEquals(
                String.format("%-8s %-20s %s:", "BAD", "connection", code),
                lines.get(0).replaceFirst(":.*", ":"));
        assertTrue(lines.get(1).contains("fix: "), ended.out());
    }

    private static String everything(LabHost host) {
        return host.exec("virsh", "list", "--all").out()
                + host.exec("virsh", "pool-list", "--all").out()
                + host.exec("virsh", "net-list", "--all").out();
    }
}
