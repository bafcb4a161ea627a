package io.dosvm.libvirt.xml.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.dosvm.libvirt.xml.Change;
import io.dosvm.libvirt.xml.Change.Applies;
import io.dosvm.libvirt.xml.Diff;
import io.dosvm.libvirt.xml.domain.Domain;
import io.dosvm.testkit.junit.NeedsLab;
import io.dosvm.testkit.lab.CommandResult;
import io.dosvm.testkit.lab.Lab;
import io.dosvm.testkit.lab.LabHost;
import io.dosvm.testkit.lab.LabRequirements;
import io.dosvm.testkit.lab.TinyGuest;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** What a difference says of when a change takes effect is what libvirt does with guests that run. */
@NeedsLab
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LiveChangesTest {
    /**
     * What needs more than a lab has: a second NUMA node, performance counters, an Open vSwitch, devices of the host to
     * pass through.
     */
    private static final List<String> UNTRIED = List.of(
            "numatune/memory@nodeset",
            "perf",
            "devices/interface/vlan",
            "devices/+hostdev",
            "devices/+hostdev",
            "devices/+hostdev");

    private Lab lab;
    private LabHost host;

    @BeforeAll
    void openLab() throws IOException {
        assumeTrue(LabRequirements.hasFile(Path.of("/usr/bin/virsh"), "libvirt-clients"), "needs libvirt-clients");
        lab = Lab.open(o -> o.directory(Path.of("target", "lab")));
        host = lab.host(1);
        for (String disk : List.of("a", "b", "c", "d", "e", "f", "cd1", "cd2", "floppy1", "floppy2")) {
            try (RandomAccessFile file =
                    new RandomAccessFile(host.images().resolve(disk).toFile(), "rw")) {
                file.setLength(disk.startsWith("floppy") ? 1440 << 10 : 16 << 20);
            }
        }
        Files.createDirectory(host.images().resolve("folder"));
        String qcow2 = host.images().resolve("q").toString();
        run("qemu-img", "create", "-q", "-f", "qcow2", qcow2, "1M");
        makeBlockDevice();
        for (String bridge : List.of("br1", "br2")) {
            run("ip", "link", "add", bridge, "up", "type", "bridge");
        }
        for (String network : List.of("net1", "net2")) {
            Path file = Files.writeString(
                    host.images().resolve(network),
                    "<network><name>%1$s</name><bridge name='b%1$s'/></network>".formatted(network));
            run("virsh", "--quiet", "net-create", file.toString());
        }
        quietTrafficControl();
    }

    /** Of the same number as one of the machine, for limits only: nothing opens it. */
    private void makeBlockDevice() throws IOException {
        try (Stream<Path> devices = Files.list(Path.of("/sys/block"))) {
            String number =
                    Files.readString(devices.sorted().findFirst().orElseThrow().resolve("dev"));
            List<String> mknod = new ArrayList<>(
                    List.of("mknod", host.images().resolve("block").toString(), "b"));
            mknod.addAll(List.of(number.strip().split(":")));
            run(mknod.toArray(String[]::new));
        }
    }

    private void run(String... command) {
        CommandResult result = host.exec(command);
        assertEquals(0, result.code(), () -> String.join(" ", command) + ": " + result.err());
    }

    /**
     * Says yes to whatever is asked of the kernel's traffic control, as the queueing disciplines that libvirt wants are
     * not in every kernel. What is tried is libvirt.
     */
    private void quietTrafficControl() throws IOException {
        Path yes = host.directory().resolve("tc");
        Files.writeString(yes, "#!/bin/sh\nexit 0\n");
        assertTrue(yes.toFile().setExecutable(true));
        for (Path tc : List.of(Path.of("/sbin/tc"), Path.of("/usr/sbin/tc"))) {
            if (Files.isRegularFile(tc)) {
                run("mount", "--bind", yes.toString(), tc.toString());
            }
        }
    }

    @AfterAll
    void closeLab() {
        if (lab != null) {
            lab.close();
        }
    }

    @Test
    void changesOfAGuestWithAnOperatingSystem() throws IOException {
        TinyGuest tiny = TinyGuest.image(Path.of("target", "guest-cache"));
        Path kernel = host.images().resolve("kernel");
        Path initrd = host.images().resolve("initrd");
        Files.copy(tiny.kernel(), kernel);
        Files.copy(tiny.initrd(), initrd);
        List<String> wrong = new ArrayList<>();
        try (LiveGuest guest = LiveGuest.start(host, domain("linux.xml"))) {
            attempt(guest, DomainAttempts.whileItRuns(host.images()), wrong);
            guest.awaitSays(host.images().resolve("linux.serial"), "guest: ready");
            attempt(guest, DeviceAttempts.whileItRuns(host.images()), wrong);
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void changesOfADefinition() throws IOException {
        List<String> wrong = new ArrayList<>();
        try (LiveGuest guest = LiveGuest.start(host, domain("plain.xml"))) {
            attemptAndStart(guest, DomainAttempts.lessOrMore(), wrong);
            attemptAndStart(guest, DomainAttempts.atNextStart(), wrong);
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void changesOfDevicesInADefinition() throws IOException {
        List<String> wrong = new ArrayList<>();
        try (LiveGuest guest = LiveGuest.start(host, domain("plain.xml").edit(d -> d.name("devices")))) {
            attempt(guest, DefinitionAttempts.conventional(host.images()), wrong);
            attempt(guest, DomainAttempts.byAnotherOne(), wrong);
            attemptAndStart(guest, DefinitionAttempts.disksAndNics(host.images()), wrong);
            attemptAndStart(guest, DefinitionAttempts.otherDevices(host.images()), wrong);
        }
        assertEquals(List.of(), wrong);
    }

    @Test
    void aGuestWithoutRoom_hasToStartAnew() throws IOException {
        List<String> wrong = new ArrayList<>();
        try (LiveGuest guest = LiveGuest.start(host, domain("full.xml"))) {
            attempt(guest, DefinitionAttempts.withoutBalloon(), wrong);
            attemptAndStart(guest, DefinitionAttempts.full(host.images()), wrong);
        }
        assertEquals(List.of(), wrong);
    }

    /** But for the CPU, which libvirt shows as the guest has got it. */
    @Test
    void whatLibvirtReportsOfARunningGuest_isNoDifference() throws IOException {
        try (LiveGuest guest = LiveGuest.start(host, domain("plain.xml"))) {
            assertEquals(
                    List.of(),
                    Diff.between(guest.live(), guest.stored()).stream()
                            .filter(c -> !c.path().startsWith("cpu/"))
                            .toList());
        }
    }

    /** A definition of another name is refused; libvirt renames what is off. */
    @Test
    void aNameChanges_whileTheGuestIsOff() throws IOException {
        try (LiveGuest guest = LiveGuest.start(host, domain("full.xml"))) {
            Domain before = guest.stored();
            Domain after = before.edit(d -> d.name("other"));
            assertEquals(
                    "[name changed (NEXT_START)]", Diff.between(before, after).toString());
            assertNotEquals(0, guest.virsh("domrename", "full", "other").code());
            guest.must("destroy", "full");
            guest.must("domrename", "full", "other");
            guest.must("start", "other");
            Domain started = Domain.parse(guest.must("dumpxml", "other").out());
            assertEquals(before.uuid(), started.uuid());
            guest.must("destroy", "other");
            guest.must("domrename", "other", "full");
        }
    }

    /** Every line of the table that says more than the next start has an attempt, but for what a lab does not have. */
    @Test
    void everyLineOfTheTable_isTried() throws IOException {
        Path images = Path.of("images");
        List<Attempt> attempts = new ArrayList<>();
        attempts.addAll(DomainAttempts.whileItRuns(images));
        attempts.addAll(DomainAttempts.byAnotherOne());
        attempts.addAll(DeviceAttempts.whileItRuns(images));
        attempts.addAll(DefinitionAttempts.conventional(images));
        List<String> untried = new ArrayList<>();
        boolean isDomain = false;
        for (String line : text(Change.class, "changes.txt").lines().toList()) {
            List<String> words = List.of(line.split(" "));
            isDomain = line.startsWith("document") ? words.get(1).equals("domain") : isDomain;
            if (isDomain && words.size() > 1 && List.of("live", "recreate").contains(words.get(1))) {
                Applies answer = words.get(1).equals("live") ? Applies.LIVE : Applies.RECREATE;
                if (attempts.stream()
                        .noneMatch(a ->
                                a.answer() == answer && a.path().matches(Pattern.quote(words.get(0)) + "([/@].*)?"))) {
                    untried.add(words.get(0));
                }
            }
        }
        assertEquals(UNTRIED, untried);
    }

    private static void attemptAndStart(LiveGuest guest, List<Attempt> attempts, List<String> wrong) {
        int before = wrong.size();
        attempt(guest, attempts, wrong);
        if (wrong.size() == before) {
            wrong.addAll(guest.missingAfterStart(attempts));
        }
    }

    private static void attempt(LiveGuest guest, List<Attempt> attempts, List<String> wrong) {
        for (Attempt attempt : attempts) {
            guest.isWrong(attempt).ifPresent(why -> wrong.add(attempt.path() + ": " + why));
        }
    }

    private Domain domain(String resource) throws IOException {
        return Domain.parse(text(LiveChangesTest.class, resource)
                .replace("IMAGES", host.images().toString()));
    }

    private static String text(Class<?> beside, String resource) throws IOException {
        try (InputStream in = Objects.requireNonNull(beside.getResourceAsStream(resource))) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
