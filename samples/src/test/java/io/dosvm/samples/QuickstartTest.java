package io.dosvm.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dosvm.testkit.junit.NeedsLab;
import io.dosvm.testkit.lab.CommandResult;
import io.dosvm.testkit.lab.Lab;
import io.dosvm.testkit.lab.LabHost;
import io.dosvm.testkit.lab.TinyGuest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("samples")
class QuickstartTest {
    @Test
    void onAFake_goesTheWholeWay_andShowsItsOwnLines() throws Exception {
        Programs.Ended ended = Programs.run("quickstart", "--fake");
        assertEquals(0, ended.code(), ended.out());
        assertTrue(ended.out().contains("host = dosvm.hosts().ensure(\"lab\""), ended.out());
        assertTrue(ended.out().contains("power ON, run RUNNING"), ended.out());
        assertTrue(ended.out().contains("power OFF, run OFF"), ended.out());
        assertTrue(ended.out().contains("-- figures"), ended.out());
    }

    @Test
    @NeedsLab
    void onAPrivateHost_bootsAGuest_andFetchesItsPage_twice() throws Exception {
        for (int i = 0; i < 2; i++) {
            Programs.Ended ended = Programs.run("quickstart");
            assertEquals(0, ended.code(), ended.out());
            assertTrue(ended.out().contains("QEMU"), ended.out());
            assertTrue(ended.out().contains("10.123.45."), ended.out());
            assertTrue(ended.out().contains("power OFF, run OFF"), ended.out());
        }
    }

    /** The host's own libvirt, as a program on that host finds it. */
    @Test
    @NeedsLab
    void onADaemonThatIsThere_bootsADiskOfOnesOwn_andLeavesNothing() throws Exception {
        try (Lab lab = Lab.open(options -> {})) {
            LabHost host = lab.host(1);
            Path home = Files.createDirectory(lab.directory().resolve("home"));
            List<String> command = new ArrayList<>(List.of("env", "HOME=" + home));
            command.addAll(Programs.command(
                    "quickstart",
                    "--uri",
                    "qemu:///system",
                    "--directory",
                    host.images().resolve("there").toString(),
                    "--disk",
                    TinyGuest.image(Lab.defaultDirectory()).disk().toString()));
            CommandResult ended = host.exec(Duration.ofMinutes(3), command.toArray(new String[0]));
            assertEquals(0, ended.code(), ended.out() + ended.err());
            assertTrue(ended.out().contains("quickstart on qemu:///system"), ended.out());
            assertTrue(ended.out().contains("A virtual machine at 10.123.45."), ended.out());
            assertEquals("", host.exec("virsh", "list", "--all", "--name").out().strip());
            assertEquals(
                    "", host.exec("virsh", "pool-list", "--all", "--name").out().strip());
        }
    }

    @Test
    void badArguments_sayWhatThereIs() throws Exception {
        for (List<String> none : List.of(List.<String>of(), List.of("nonsense"), List.of("quickstart", "--help"))) {
            Programs.Ended usage = Programs.run(none.toArray(new String[0]));
            assertEquals(2, usage.code());
            assertTrue(usage.out().contains("quickstart [--fake"), usage.out());
        }
        refused(List.of("--nonsense"), "--nonsense; there are [--");
        refused(List.of("--fake", "nonsense"), "no such option: nonsense");
        refused(List.of("--disk"), "--disk needs a value");
        refused(List.of("--disk", "/no/such/file"), "there is no file /no/such/file");
        refused(List.of("--fake", "--uri", "test:///default"), "--uri has no meaning with --fake");
        refused(List.of("--uri", "nonsense"), "'nonsense'");
        refused(List.of("--uri", "qemu+tcp://127.0.0.1:1/system", "--disk", "/dev/null"), "DOSVM-CONNECT-REACH");
    }

    private static void refused(List<String> words, String why) throws Exception {
        List<String> all = new ArrayList<>(List.of("quickstart"));
        all.addAll(words);
        Programs.Ended ended = Programs.run(all.toArray(new String[0]));
        assertEquals(1, ended.code(), ended.out());
        assertTrue(ended.out().contains(why), ended.out());
        assertFalse(ended.out().contains("\tat "), ended.out());
    }
}
