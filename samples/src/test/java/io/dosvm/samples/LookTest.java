package io.dosvm.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dosvm.testkit.junit.NeedsLab;
import io.dosvm.testkit.lab.CommandResult;
import io.dosvm.testkit.lab.Lab;
import io.dosvm.testkit.lab.LabHost;
import io.dosvm.testkit.lab.TinyGuest;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("samples")
@NeedsLab
class LookTest {
    private static final String DOMAIN = """
            <domain type='qemu'><name>theirs</name><memory unit='MiB'>64</memory><vcpu>1</vcpu>
            <os><type arch='x86_64' machine='pc'>hvm</type></os>
            <devices><disk type='file'><driver name='qemu' type='qcow2'/><source file='IMAGES/theirs.qcow2'/>
            <target dev='vda' bus='virtio'/></disk></devices></domain>
            """;
    private static final String NETWORK = """
            <network><name>their-net</name><bridge name='virbr77'/>
            <ip address='192.168.177.1' netmask='255.255.255.0'>
            <dhcp><range start='192.168.177.10' end='192.168.177.20'/></dhcp></ip></network>
            """;
    private static final String GUEST = """
            <domain type='qemu'><name>going</name><memory unit='MiB'>128</memory><vcpu>1</vcpu>
            <os><type arch='x86_64' machine='pc'>hvm</type><kernel>IMAGES/kernel</kernel><initrd>IMAGES/initrd</initrd>
            <cmdline>console=ttyS0</cmdline></os>
            <devices><interface type='network'><mac address='52:54:00:00:77:01'/><source network='their-net'/>
            <model type='virtio'/></interface>
            <serial type='file'><source path='IMAGES/serial.log'/></serial></devices></domain>
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
            String disk = host.images().resolve("theirs.qcow2").toString();
            assertEquals(
                    0,
                    host.exec("qemu-img", "create", "-q", "-f", "qcow2", disk, "1M")
                            .code());
            virsh(
                    host,
                    "define",
                    file(
                            lab,
                            "domain.xml",
                            DOMAIN.replace("IMAGES", host.images().toString())));
            virsh(host, "net-define", file(lab, "network.xml", NETWORK));
            virsh(host, "net-start", "their-net");
            virsh(host, "snapshot-create-as", "theirs", "once");
            start(lab, host);
            String before = everything(host);
            Programs.Ended ended = Programs.run("look", host.uri().toString());
            assertEquals(0, ended.code(), ended.out());
            assertTrue(ended.out().contains("    theirs OFF"), ended.out());
            assertTrue(ended.out().contains("    going RUNNING, 1 vCPU, 128 MiB"), ended.out());
            assertTrue(ended.out().contains("52:54:00:00:77:01"), ended.out());
            assertTrue(ended.out().contains(" on their-net"), ended.out());
            assertTrue(ended.out().contains("    once of "), ended.out());
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

    /** A VM that runs, until it has its address. */
    private static void start(Lab lab, LabHost host) throws IOException {
        TinyGuest tiny = TinyGuest.image(Lab.defaultDirectory());
        Files.copy(tiny.kernel(), host.images().resolve("kernel"));
        Files.copy(tiny.initrd(), host.images().resolve("initrd"));
        String guest = GUEST.replace("IMAGES", host.images().toString());
        virsh(host, "define", file(lab, "guest.xml", guest));
        virsh(host, "start", "going");
        TinyGuest.awaitReady(host.images().resolve("serial.log"), 1, Duration.ofSeconds(60));
    }

    private static String everything(LabHost host) {
        return virsh(host, "dumpxml", "theirs")
                + virsh(host, "dumpxml", "going")
                + virsh(host, "snapshot-list", "theirs")
                + virsh(host, "net-dhcp-leases", "their-net")
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
        CommandResult ended = host.exec(command);
        assertEquals(0, ended.code(), ended.toString());
        return ended.out();
    }

    private static String file(Lab lab, String name, String text) throws IOException {
        return Files.writeString(lab.host(1).images().resolve(name), text).toString();
    }
}
