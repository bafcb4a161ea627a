package io.dosvm.libvirt.binding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dosvm.libvirt.binding.LibvirtException.Reason;
import io.dosvm.spi.Call;
import io.dosvm.spi.Runtime;
import io.dosvm.value.HostUri;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The binding on libvirt's test driver, which lives in this process and is always there. */
class TestDriverTest {
    private final Runtime runtime = Runtime.system("test");
    private HostLink link;

    @BeforeEach
    void open() {
        link = new HostLink(
                ConnectUri.of(HostUri.parse("test:///default")), runtime, Connection.KeepAlive.DEFAULT, event -> {});
    }

    @AfterEach
    void close() {
        link.close();
        runtime.close();
    }

    private Call call() {
        return Call.within(runtime, Duration.ofSeconds(20));
    }

    private Connection connection() {
        return link.control().connection(call());
    }

    private static String domain(String name, UUID uuid) {
        return "<domain type='test'><name>" + name + "</name><uuid>" + uuid + "</uuid><title>Größe 漢字</title>"
                + "<memory>8192</memory><os><type>hvm</type></os></domain>";
    }

    @Test
    void stats_ofManyDomains_isOneRequest() {
        Connection connection = connection();
        for (int i = 0; i < 50; i++) {
            connection
                    .domains()
                    .define(domain("many-" + i, UUID.randomUUID()), 0, call())
                    .close();
        }
        long before = total();
        List<DomainStats> all = connection.domains().stats(DomainStats.STATE, 0, call());
        assertEquals(1, total() - before);
        assertEquals(51, all.size());
        assertEquals(
                50,
                all.stream()
                        .filter(d -> d.figures().number("state.state").orElseThrow() == 5)
                        .count());
        assertEquals(
                50,
                all.stream()
                        .filter(d -> !d.running() && d.name().startsWith("many-"))
                        .count());
        for (DomainStats one : all) {
            try (Domain domain = connection.domains().byUuid(one.uuid(), call())) {
                assertEquals(
                        one.figures().number("state.state").orElseThrow(),
                        domain.state(call()).state());
                if (!one.running()) {
                    domain.undefine(0, call());
                }
            }
        }
        assertEquals(0, connection.openHandles());
    }

    private long total() {
        return link.control().requests().values().stream()
                .mapToLong(Long::longValue)
                .sum();
    }

    @Test
    void text_isUtf8_whateverTheLocaleIs() {
        try (Domain domain = connection().domains().define(domain("ümläut", UUID.randomUUID()), 0, call())) {
            assertTrue(domain.xml(0, call()).contains("Größe 漢字"));
            assertTrue(connection().domains().list(0, call()).stream()
                    .anyMatch(d -> d.name().equals("ümläut")));
            domain.undefine(0, call());
        }
    }

    @Test
    void closedHandle_refuses_andIsNotCounted() {
        Connection connection = connection();
        Domain domain = connection.domains().byName("test", call());
        assertEquals(1, connection.openHandles());
        domain.close();
        domain.close();
        assertEquals(0, connection.openHandles());
        LibvirtException refused = assertThrows(LibvirtException.class, () -> domain.state(call()));
        assertEquals(Reason.CLOSED, refused.reason());
        assertEquals(LibvirtException.Outcome.NOT_DONE, refused.outcome());
    }

    @Test
    void handleLeftOpen_isFreedWithItsConnection_andRefusesAfterwards() {
        Connection connection = connection();
        Domain left = connection.domains().byName("test", call());
        link.close();
        assertEquals(0, connection.openHandles());
        assertEquals(
                Reason.CLOSED,
                assertThrows(LibvirtException.class, () -> left.state(call())).reason());
        assertEquals(
                Reason.CLOSED,
                assertThrows(LibvirtException.class, () -> connection.domains().list(0, call()))
                        .reason());
        assertEquals(
                Reason.CLOSED,
                assertThrows(LibvirtException.class, this::connection).reason());
    }

    @Test
    void fault_hasCodeDomainAndMessage_andIsNotPrinted() {
        LibvirtException missing = assertThrows(
                LibvirtException.class, () -> connection().networks().byName("nobody", call()));
        assertTrue(missing.is(LibvirtFault.NO_NETWORK));
        assertEquals(12, missing.fault().orElseThrow().domain());
        assertTrue(missing.getMessage().contains("nobody"), missing.getMessage());
        assertEquals("virNetworkLookupByName", missing.function());
    }

    @Test
    void failureWithoutLastError_isAFailure() {
        Natives.virResetLastError();
        LibvirtException failed = assertThrows(LibvirtException.class, () -> Faults.notNegative("f", -1));
        assertEquals(LibvirtFault.NONE, failed.fault().orElseThrow().code());
    }

    @Test
    void errors_ofManyThreads_doNotMix() throws InterruptedException {
        Connection connection = connection();
        List<String> wrong = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 8; t++) {
            String name = "nobody-" + t;
            Thread thread = new Thread(() -> {
                for (int i = 0; i < 200; i++) {
                    try {
                        connection.networks().byName(name, call()).close();
                    } catch (LibvirtException e) {
                        if (!e.getMessage().contains(name)) {
                            synchronized (wrong) {
                                wrong.add(name + ": " + e.getMessage());
                            }
                        }
                    }
                }
            });
            threads.add(thread);
            thread.start();
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertTrue(wrong.isEmpty(), () -> wrong.size() + " mixed, such as " + wrong.get(0));
        assertEquals(0, link.control().inFlight());
    }

    @Test
    void watch_tellsResyncFirst_thenEvents_inOrder() throws InterruptedException {
        BlockingQueue<Object> told = new LinkedBlockingQueue<>();
        link.watch(new HostLink.Listener() {
            @Override
            public void event(NativeEvent event) {
                told.add(event);
            }

            @Override
            public void resync() {
                told.add("resync");
            }

            @Override
            public void lost() {
                told.add("lost");
            }
        });
        assertEquals("resync", told.poll(10, TimeUnit.SECONDS));
        UUID id = UUID.randomUUID();
        try (Domain domain = connection().domains().define(domain("watched", id), 0, call())) {
            domain.create(0, call());
            domain.destroy(call());
            domain.undefine(0, call());
        }
        List<Integer> seen = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            NativeEvent.OfDomain event = (NativeEvent.OfDomain) told.poll(10, TimeUnit.SECONDS);
            assertEquals(id, event.uuid());
            assertEquals("watched", event.name());
            seen.add(event.event());
        }
        assertEquals(List.of(0, 2, 5, 1), seen); // defined, started, stopped, undefined
        try (Network network = connection().networks().byName("default", call())) {
            network.destroy(call());
            network.create(call());
        }
        assertEquals(3, ((NativeEvent.OfNetwork) told.poll(10, TimeUnit.SECONDS)).event());
        link.unwatch();
        try (Network network = connection().networks().byName("default", call())) {
            network.destroy(call());
            network.create(call());
        }
        connection().domains().list(0, call());
        told.removeIf(o -> o instanceof NativeEvent.OfNetwork network && network.event() == 2);
        assertEquals(List.of(), List.copyOf(told));
    }

    @Test
    void threads_areNamed_andGoneAfterClose() {
        connection();
        link.storage().connection(call());
        List<String> names = Threads.ours();
        assertTrue(names.contains(EventLoop.THREAD), names.toString());
        assertTrue(names.stream().anyMatch(n -> n.startsWith("dosvm-test-libvirt-control-")), names.toString());
        assertTrue(names.stream().anyMatch(n -> n.startsWith("dosvm-test-libvirt-storage-")), names.toString());
        link.close();
        runtime.close();
        Threads.assertNone();
        assertFalse(System.getProperties().containsKey(EventLoop.HOLDER));
    }

    @Test
    void eventLoop_ofAnotherClassLoader_isRefused_untilThatOneIsClosed() {
        System.getProperties().put(EventLoop.HOLDER, "another loader");
        try {
            LibvirtException refused = assertThrows(LibvirtException.class, this::connection);
            assertEquals(Reason.EVENT_LOOP_TAKEN, refused.reason());
            assertTrue(refused.getMessage().contains("another loader"));
        } finally {
            System.getProperties().remove(EventLoop.HOLDER);
        }
        assertFalse(connection().domains().list(0, call()).isEmpty());
    }

    @Test
    void missingLibrary_namesThePackages() {
        LibvirtException missing = assertThrows(LibvirtException.class, () -> LibvirtLibrary.open("libnothere.so.0"));
        assertEquals(Reason.LIBRARY, missing.reason());
        assertTrue(missing.getMessage().contains("apt-get install libvirt0"));
    }

    @Test
    void functions_areAskedFor_notGuessed() {
        assertTrue(LibvirtLibrary.load().has("virDomainBackupBegin"));
        assertFalse(LibvirtLibrary.load().has("virDomainTeleport"));
        assertEquals(3, LibvirtLibrary.load().version().split("\\.").length);
    }

    @Test
    void node_pools_networks_areRead() {
        Connection connection = connection();
        assertEquals("TEST", connection.node().type(call()));
        assertTrue(connection.node().info(call()).memory() > 1L << 30);
        assertTrue(connection.node().capabilities(call()).contains("<capabilities>"));
        assertFalse(connection.node().hostName(call()).isEmpty());
        try (Handles<StoragePool> pools = connection.pools().open(0, call());
                Handles<Network> networks = connection.networks().open(0, call())) {
            StoragePool pool = pools.iterator().next();
            assertEquals("default-pool", pool.ref().name());
            assertTrue(pool.info(call()).active());
            assertEquals("default", networks.iterator().next().ref().name());
            try (StorageVolume volume =
                            pool.createVolume("<volume><name>v</name><capacity>1048576</capacity></volume>", call());
                    Handles<StorageVolume> volumes = pool.volumes(call())) {
                assertEquals("v", volumes.iterator().next().name());
                assertTrue(volume.xml(call()).contains("<capacity unit='bytes'>1048576"));
                volume.delete(call());
            }
        }
        assertEquals(0, connection.openHandles());
    }

    @Test
    void deadlineThatHasPassed_sendsNothing() {
        Connection connection = connection();
        Map<String, Long> before = link.control().requests();
        Call over = Call.within(runtime, Duration.ofNanos(1));
        LibvirtException late =
                assertThrows(LibvirtException.class, () -> connection.domains().list(0, over));
        assertEquals(Reason.BUSY, late.reason());
        assertEquals(before, link.control().requests());
    }

    @Test
    void connect_sayingWhichPartFailed() {
        assertEquals(Reason.CONNECT_RESOLVE, connectTo("qemu+tcp://no-such-host.invalid/system"));
        assertEquals(Reason.CONNECT_REACH, connectTo("qemu+tcp://127.0.0.1:1/system"));
        assertEquals(Reason.CONNECT_REACH, connectTo("qemu+unix:///system?socket=/nowhere/sock"));
        assertEquals(Reason.CONNECT_LIBVIRT, connectTo("test:///no-such-file.xml"));
        assertThrows(IllegalArgumentException.class, () -> ConnectUri.of(HostUri.parse("qemu+pigeon://h/system")));
    }

    private Reason connectTo(String uri) {
        try (HostLink other =
                new HostLink(ConnectUri.of(HostUri.parse(uri)), runtime, Connection.KeepAlive.DEFAULT, event -> {})) {
            return assertThrows(LibvirtException.class, () -> other.control().connection(call()))
                    .reason();
        }
    }
}
