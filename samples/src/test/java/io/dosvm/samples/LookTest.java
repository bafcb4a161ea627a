package io.dosvm.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dosvm.testkit.junit.NeedsLab;
import io.dosvm.testkit.lab.Lab;
import io.dosvm.testkit.lab.LabHost;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("samples")
@NeedsLab
class LookTest {
    private static final String DOMAIN = """
            <domain type='qemu'><name>theirs</name><memory unit='MiB'>64</memory><vcpu>1</vcpu>
            <os><type arch='x86_64' machine='pc'>hvm</type></os></domain>
            """;
    private static final String NETWORK = """
            <network><name>their-net</name><bridge name='virbr77'/>
            <ip address='192.168.177.1' netmask='255.255.255.0'/></network>
            """;

    @Test
    void testDriver_showsItsDomain() throws Exception {
        Programs.Ended ended = Programs.run("look", "test:///default");
        assertEquals(0, ended.code(), ended.out());
        assertTrue(ended.out().contains("    test RUNNING"), ended.out());
        assertTrue(ended.out().contains("default-pool"), ended.out());
    }

    @Test
    void foreignObjects_areShown_andNothingIsChanged() throws Exception {
        try (Lab lab = Lab.open(options -> {})) {
            LabHost host = lab.host(1);
            virsh(host, "define", file(lab, "domain.xml", DOMAIN));
            virsh(host, "net-define", file(lab, "network.xml", NETWORK));
            virsh(host, "net-start", "their-net");
            String before = everything(host);
            Programs.Ended ended = Programs.run("look", host.uri().toString());
            assertEquals(0, ended.code(), ended.out());
            assertTrue(ended.out().contains("    theirs OFF"), ended.out());
            assertTrue(ended.out().contains("    their-net isolated on virbr77"), ended.out());
            assertEquals(before, everything(host));
        }
    }

    @Test
    void unreachable_saysWhichPartFailed() throws Exception {
        Programs.Ended resolve = Programs.run("look", "qemu+tcp://no-such-host.invalid/system");
        assertEquals(1, resolve.code());
        assertTrue(resolve.out().contains("DOSVM-CONNECT-RESOLVE"), resolve.out());
        Programs.Ended reach = Programs.run("look", "qemu+tcp://127.0.0.1:1/system");
        assertEquals(1, reach.code());
        assertTrue(reach.out().contains("DOSVM-CONNECT-REACH"), reach.out());
    }

    private static String everything(LabHost host) {
        return virsh(host, "dumpxml", "theirs")
                + virsh(host, "net-dumpxml", "their-net")
                + virsh(host, "list", "--all")
                + virsh(host, "pool-list", "--all")
                + virsh(host, "net-list", "--all")
                + virsh(host, "secret-list");
    }

    private static String virsh(LabHost host, String... words) {
        String[] command = new String[words.length + 1];
        command[0] = "virsh";
        System.arraycopy(words, 0, command, 1, words.length);
        return host.exec(command).out();
    }

    private static String file(Lab lab, String name, String text) throws IOException {
        return Files.writeString(lab.host(1).images().resolve(name), text).toString();
    }
}
