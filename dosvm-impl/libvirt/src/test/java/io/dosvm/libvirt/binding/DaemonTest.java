package io.dosvm.libvirt.binding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dosvm.libvirt.binding.LibvirtException.Outcome;
import io.dosvm.libvirt.binding.LibvirtException.Reason;
import io.dosvm.spi.Call;
import io.dosvm.spi.Runtime;
import io.dosvm.testkit.junit.NeedsLab;
import io.dosvm.testkit.lab.Lab;
import io.dosvm.testkit.lab.LabForward;
import io.dosvm.testkit.lab.LabHost;
import io.dosvm.value.HostUri;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The binding on a real libvirtd: requests counted by the daemon itself, freezes, crashes, streams. */
@NeedsLab
@Timeout(120)
class DaemonTest {
    private static Lab lab;
    private static LabHost daemon;

    private final Runtime runtime = Runtime.system("test");
    private HostLink link;

    @BeforeAll
    static void start() throws IOException {
        lab = Lab.open(o -> o.directory(Path.of("target", "lab")));
        daemon = lab.host(1);
        // every request is to stand in the daemon's log
        Path configuration = daemon.directory().resolve("etc/libvirtd.conf");
        Files.writeString(
                configuration,
                Files.readString(configuration).replaceAll("(?m)^log_(filters|outputs).*$", "")
                        + "log_filters = \"1:rpc.netserverprogram 3:*\"\n"
                        + "log_outputs = \"1:file:/var/log/libvirt/libvirtd.log\"\n");
        daemon.crash();
        daemon.awaitAnswer(Duration.ofSeconds(30));
    }

    @AfterAll
    static void end() {
        lab.close();
    }

    @BeforeEach
    void open() {
        link = link(uri());
    }

    @AfterEach
    void close() {
        daemon.thaw();
        link.close();
        runtime.close();
        Threads.assertNone();
    }

    private static HostUri uri() {
        return HostUri.parse(daemon.uri().toString());
    }

    private static HostUri tcp(LabForward forward) {
        return HostUri.parse("qemu+tcp://127.0.0.1:" + forward.address().getPort() + "/system");
    }

    private HostLink link(HostUri uri) {
        return new HostLink(ConnectUri.of(uri), runtime, Connection.KeepAlive.DEFAULT, event -> {});
    }

    private Call call() {
        return within(Duration.ofSeconds(30));
    }

    private Call within(Duration time) {
        return Call.within(runtime, time);
    }

    private Connection connection() {
        return link.control().connection(call());
    }

    /** Requests that the daemon says it was sent, whoever sent them. */
    private static long received() throws IOException {
        try (var lines = Files.lines(daemon.directory().resolve("log/libvirtd.log"))) {
            return lines.filter(l -> l.contains("virNetServerProgramDispatch:") && l.contains("type=0"))
                    .count();
        }
    }

    private static String domain(String name) {
        return "<domain type='qemu'><name>" + name + "</name><memory>8192</memory>"
                + "<os><type arch='x86_64'>hvm</type></os></domain>";
    }

    @Test
    void namesUuidsAndStates_ofAllDomains_areOneRequest_asTheDaemonCounts() throws IOException {
        Connection connection = connection();
        for (int i = 0; i < 20; i++) {
            connection.domains().define(domain("d" + i), 0, call()).close();
        }
        long before = received();
        assertEquals(
                20, connection.domains().stats(DomainStats.STATE, 0, call()).size());
        assertEquals(1, received() - before);
        connection.domains().list(0, call()).forEach(d -> {
            try (Domain one = connection.domains().byUuid(d.uuid(), call())) {
                one.undefine(0, call());
            }
        });
        assertEquals(0, connection.openHandles());
    }

    @Test
    void frozenDaemon_releasesTheCallerAtItsDeadline_refusesMore_andIsUsedAgainWhenItGoesOn() {
        Connection connection = connection();
        daemon.freeze();
        long start = System.nanoTime();
        LibvirtException late = assertThrows(
                LibvirtException.class, () -> connection.domains().list(0, within(Duration.ofMillis(300))));
        long took = Duration.ofNanos(System.nanoTime() - start).toMillis();
        assertEquals(Reason.TIMED_OUT, late.reason());
        assertEquals(Outcome.UNKNOWN, late.outcome());
        assertTrue(took >= 300 && took < 2_000, "took " + took + " ms");
        assertEquals(1, link.control().stuck());

        // one caller finds out whether the daemon answers again; all others are refused at once meanwhile
        List<LibvirtException> probes = new CopyOnWriteArrayList<>();
        Runtime.Task probe = runtime.start(
                "probe",
                () -> probes.add(assertThrows(
                        LibvirtException.class, () -> connection.domains().list(0, within(Duration.ofSeconds(2))))));
        while (link.control().inFlight() < 2) {
            Thread.onSpinWait();
        }
        LibvirtException refused =
                assertThrows(LibvirtException.class, () -> connection.domains().list(0, call()));
        assertEquals(Reason.STUCK, refused.reason());
        assertEquals(Outcome.NOT_DONE, refused.outcome());
        assertTrue(probe.join(Duration.ofSeconds(10)));
        assertEquals(Reason.TIMED_OUT, probes.get(0).reason());

        assertThrows(LibvirtException.class, () -> connection.domains().list(0, within(Duration.ofMillis(10))));
        assertThrows(LibvirtException.class, () -> connection.domains().list(0, within(Duration.ofMillis(10))));
        assertEquals(4, link.control().stuck());
        assertEquals(
                Reason.STUCK,
                assertThrows(LibvirtException.class, () -> connection.domains().list(0, call()))
                        .reason());

        daemon.thaw();
        while (link.control().stuck() > 0) {
            Thread.onSpinWait();
        }
        assertEquals(List.of(), connection.domains().list(0, call()));
        assertEquals(0, connection.openHandles());
    }

    @Test
    void lateHandle_ofACallThatNobodyWaitsFor_isFreed() {
        Connection connection = connection();
        connection.domains().define(domain("late"), 0, call()).close();
        daemon.freeze();
        assertThrows(LibvirtException.class, () -> connection.domains().byName("late", within(Duration.ofMillis(100))));
        daemon.thaw();
        while (link.control().inFlight() > 0 || connection.openHandles() > 0) {
            Thread.onSpinWait();
        }
        try (Domain domain = connection.domains().byName("late", call())) {
            domain.undefine(0, call());
        }
    }

    @Test
    void close_ofAFrozenDaemon_isBounded_andLeavesNoThread() {
        Connection connection = connection();
        Domain left = connection.domains().define(domain("frozen"), 0, call());
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        link.watch(recorder(told));
        assertThrows(LibvirtException.class, () -> {
            while (true) {
                if ("resync".equals(told.poll(10, TimeUnit.SECONDS))) {
                    daemon.freeze();
                }
                left.state(within(Duration.ofMillis(200)));
            }
        });
        assertEquals(1, link.control().stuck());
        long start = System.nanoTime();
        link.close();
        long took = Duration.ofNanos(System.nanoTime() - start).toMillis();
        assertTrue(took < 5_000, "took " + took + " ms");
        runtime.close();
        Threads.assertNone();
        assertEquals(0, connection.openHandles());
        daemon.thaw();
        try (HostLink again = link(uri())) {
            try (Domain domain = again.control().connection(call()).domains().byName("frozen", call())) {
                domain.undefine(0, call());
            }
        }
    }

    @Test
    void connect_toAFrozenDaemon_failsByTheDeadline_namesThePart_andHoldsNoThread() {
        daemon.freeze();
        try (LabForward forward = daemon.forwardLibvirtTcp()) {
            refusesInTime(uri());
            refusesInTime(tcp(forward));
        }
    }

    private void refusesInTime(HostUri uri) {
        try (HostLink other = link(uri)) {
            long start = System.nanoTime();
            LibvirtException refused = assertThrows(
                    LibvirtException.class, () -> other.control().connection(within(Duration.ofMillis(500))));
            long took = Duration.ofNanos(System.nanoTime() - start).toMillis();
            assertEquals(Reason.CONNECT_LIBVIRT, refused.reason(), refused.getMessage());
            assertTrue(took < 2_000, "took " + took + " ms");
            while (other.control().inFlight() > 0) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void silentDaemon_isGivenUpByKeepAlive_andTheStuckCallComesBack() {
        try (HostLink other =
                new HostLink(ConnectUri.of(uri()), runtime, new Connection.KeepAlive(1, 1), event -> {})) {
            Connection connection = other.control().connection(call());
            daemon.freeze();
            LibvirtException lost = assertThrows(
                    LibvirtException.class, () -> connection.domains().list(0, call()));
            assertEquals(Reason.LOST, lost.reason());
            assertEquals(Outcome.UNKNOWN, lost.outcome());
            assertTrue(connection.broken());
            daemon.thaw();
            assertEquals(List.of(), other.control().connection(call()).domains().list(0, call()));
        }
    }

    @Test
    void crashOfTheDaemon_isTold_andTheWatchGoesOnWithAResync() throws Exception {
        BlockingQueue<String> told = new LinkedBlockingQueue<>();
        link.watch(recorder(told));
        assertEquals("resync", told.poll(10, TimeUnit.SECONDS));
        daemon.crash();
        assertEquals("lost", told.poll(10, TimeUnit.SECONDS));
        assertEquals("resync", told.poll(40, TimeUnit.SECONDS));
        try (Domain domain = connection().domains().define(domain("after"), 0, call())) {
            assertEquals("after 0", told.poll(10, TimeUnit.SECONDS));
            domain.undefine(0, call());
        }
    }

    private static HostLink.Listener recorder(BlockingQueue<String> told) {
        return new HostLink.Listener() {
            @Override
            public void event(NativeEvent event) {
                if (event instanceof NativeEvent.OfDomain of) {
                    told.add(of.name() + " " + of.event());
                }
            }

            @Override
            public void resync() {
                told.add("resync");
            }

            @Override
            public void lost() {
                told.add("lost");
            }
        };
    }

    @Test
    void bytes_goUpAndDown_inPieces_overTheStorageLane() throws IOException {
        Path target = Files.createDirectories(daemon.images().resolve("pool"));
        Connection connection = link.storage().connection(call());
        byte[] bytes = new byte[3 * ByteStream.PIECE + 17];
        new Random(1).nextBytes(bytes);
        try (StoragePool pool = connection
                .pools()
                .define(
                        "<pool type='dir'><name>p</name><uuid>" + UUID.randomUUID() + "</uuid><target><path>" + target
                                + "</path></target></pool>",
                        call())) {
            pool.create(call());
            try (StorageVolume volume = pool.createVolume(
                    "<volume><name>v</name><capacity>" + bytes.length
                            + "</capacity><target><format type='raw'/></target></volume>",
                    call())) {
                try (ByteStream up = volume.upload(bytes.length, call())) {
                    for (int at = 0; at < bytes.length; at += ByteStream.PIECE) {
                        byte[] piece = Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + ByteStream.PIECE));
                        up.send(piece, piece.length, call());
                    }
                    up.finish(call());
                }
                assertTrue(Arrays.equals(bytes, Files.readAllBytes(target.resolve("v"))));
                byte[] got = new byte[0];
                try (ByteStream down = volume.download(call())) {
                    byte[] piece = new byte[ByteStream.PIECE];
                    int length;
                    while ((length = down.receive(piece, call())) > 0) {
                        int old = got.length;
                        got = Arrays.copyOf(got, old + length);
                        System.arraycopy(piece, 0, got, old, length);
                    }
                    down.finish(call());
                }
                assertTrue(Arrays.equals(bytes, got));
                try (ByteStream broken = volume.upload(bytes.length, call())) {
                    broken.send(bytes, ByteStream.PIECE, call());
                    broken.abort(call());
                }
                volume.delete(call());
            }
            pool.destroy(call());
            pool.undefine(call());
        }
        assertEquals(0, connection.openHandles());
        assertFalse(link.control().requests().containsKey("virStreamSend"));
    }

    /** Long before its deadline; and when the daemon goes on, the stream is broken off. */
    @Test
    void uploadToAFrozenDaemon_isLeftSoon_onceItIsCancelled() throws IOException {
        Path target = Files.createDirectories(daemon.images().resolve("slow"));
        Connection connection = link.storage().connection(call());
        byte[] piece = new byte[ByteStream.PIECE];
        AtomicBoolean cancelled = new AtomicBoolean();
        try (StoragePool pool = connection
                .pools()
                .define(
                        "<pool type='dir'><name>slow</name><uuid>" + UUID.randomUUID() + "</uuid><target><path>"
                                + target + "</path></target></pool>",
                        call())) {
            pool.create(call());
            try (StorageVolume volume = pool.createVolume(
                            "<volume><name>v</name><capacity unit='GiB'>1</capacity>"
                                    + "<target><format type='raw'/></target></volume>",
                            call());
                    ByteStream up = volume.upload(1L << 30, call())) {
                up.send(piece, piece.length, call());
                daemon.freeze();
                runtime.start("cancel", () -> {
                    runtime.sleep(Duration.ofMillis(500));
                    cancelled.set(true);
                });
                long start = System.nanoTime();
                Call upload = within(Duration.ofMinutes(2)).cancelledBy(cancelled::get);
                LibvirtException left = assertThrows(LibvirtException.class, () -> {
                    while (true) {
                        up.send(piece, piece.length, upload);
                    }
                });
                Duration took = Duration.ofNanos(System.nanoTime() - start);
                assertEquals(Reason.TIMED_OUT, left.reason());
                assertTrue(took.compareTo(Duration.ofSeconds(10)) < 0, "took " + took);
                daemon.thaw();
                while (link.storage().stuck() > 0) {
                    Thread.onSpinWait();
                }
                up.abort(call());
                volume.delete(call());
            }
            pool.destroy(call());
            pool.undefine(call());
        }
        assertEquals(0, connection.openHandles());
    }

    @Test
    void runningDomain_isReached_downToQemuItself() {
        String document = domain("reached").replace("8192", "65536");
        try (Domain domain = connection().domains().createTransient(document, Domains.AUTO_DESTROY, call())) {
            assertTrue(domain.monitor("{\"execute\": \"query-status\"}", call()).contains("\"running\": true")
                    || domain.monitor("{\"execute\": \"query-status\"}", call()).contains("\"running\":true"));
            assertTrue(domain.active(call()));
            assertFalse(domain.persistent(call()));
            assertEquals(65_536, domain.size(call()).memory());
            assertEquals(List.of(), domain.addresses(Domain.FROM_LEASE, call()));
            try (Handles<Snapshot> snapshots = domain.snapshots(call())) {
                assertFalse(snapshots.iterator().hasNext());
            }
            domain.destroy(call());
        }
    }

    @Test
    void host_isRead_overTcpToo() {
        try (LabForward forward = daemon.forwardLibvirtTcp();
                HostLink tcp = link(tcp(forward))) {
            Connection connection = tcp.control().connection(call());
            assertEquals("QEMU", connection.node().type(call()));
            assertTrue(connection.node().cpuTimes(call()).containsKey("idle"));
            assertTrue(connection.node().memory(call()).get("total") > 0);
            List<Integer> numbers = new ArrayList<>();
            for (String part : connection.node().hypervisorVersion(call()).split("\\.")) {
                numbers.add(Integer.parseInt(part));
            }
            assertEquals(3, numbers.size());
            assertTrue(connection
                    .node()
                    .domainCapabilities("x86_64", null, "qemu", call())
                    .contains("<domainCap"));
        }
    }
}
