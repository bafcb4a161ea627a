package io.dosvm.testkit.junit;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dosvm.Dosvm;
import io.dosvm.Store;
import io.dosvm.spi.Runtime;
import io.dosvm.testkit.FakeHost;
import io.dosvm.testkit.FakeHosts;
import io.dosvm.testkit.VirtualWorld;
import io.dosvm.value.Cidr;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtensionContext;

@DosvmTest
class DosvmTestTest {
    @Test
    void partsBelongTogether(Dosvm dosvm, FakeHosts hosts, FakeHost lab, VirtualWorld world, Runtime runtime) {
        RecordingProvider.Opened opened = RecordingProvider.opened(dosvm);
        assertSame(runtime, opened.config().runtime().orElseThrow());
        assertEquals(List.of(hosts), opened.config().drivers());
        assertSame(lab, hosts.host("lab"));
        assertSame(runtime, world.node("main"));
    }

    @Test
    void timeIsVirtual(Runtime runtime, VirtualWorld world) {
        Instant begin = world.now();
        runtime.sleep(Duration.ofDays(7));
        assertEquals(begin.plus(Duration.ofDays(7)), world.now());
        assertEquals(1, world.seed());
    }

    @Test
    @DosvmTest(seed = 99)
    void theMethodsOwnSeedCounts(VirtualWorld world) {
        assertEquals(99, world.seed());
    }

    @Test
    @DosvmTest(time = DosvmTest.Time.REAL)
    void realTimePasses(Runtime runtime, FakeHost lab) {
        long begin = System.nanoTime();
        runtime.sleep(Duration.ofMillis(20));
        assertTrue(System.nanoTime() - begin >= 20_000_000);
        assertEquals(List.of(), lab.vms());
    }

    @Test
    void theControlPlaneIsClosedAndItsFolderGoes() {
        TestCloud cloud = new TestCloud(settings());
        Dosvm dosvm = cloud.dosvm();
        RecordingProvider.Opened opened = RecordingProvider.opened(dosvm);
        Path folder = ((Store.Embedded) opened.config().store().orElseThrow()).folder();
        assertTrue(Files.isDirectory(folder));
        cloud.close();
        assertTrue(opened.closed());
        assertTrue(Files.notExists(folder));
    }

    @Test
    void aTaskThatEndsByAnExceptionFailsTheTest() {
        TestCloud cloud = new TestCloud(settings());
        cloud.runtime().start("worker", () -> {
            throw new IllegalStateException("thrown on purpose");
        });
        cloud.runtime().sleep(Duration.ofSeconds(1));
        cloud.close();
        AssertionError e = assertThrows(AssertionError.class, cloud::requireNoFailures);
        assertEquals("thrown on purpose", e.getCause().getMessage());
    }

    @Test
    void theDumpShowsHostsAndTasks() {
        TestCloud cloud = new TestCloud(settings());
        cloud.lab().plantNetwork("default", "virbr0", Cidr.parse("192.168.122.0/24"));
        String dump = cloud.dump();
        assertTrue(dump.contains("fake:lab") && dump.contains("network default") && dump.contains("seed 1"), dump);
        cloud.close();
    }

    private static DosvmTest settings() {
        return DosvmTestTest.class.getAnnotation(DosvmTest.class);
    }

    @Test
    void aFailureCarriesTheStateOfTheHosts() {
        TestCloud cloud = new TestCloud(settings());
        cloud.lab().vanish();
        ExtensionContext.Store store = proxy(ExtensionContext.Store.class, "get", cloud);
        ExtensionContext context = proxy(ExtensionContext.class, "getStore", store);
        AssertionError failure = new AssertionError("failed on purpose");
        AssertionError thrown = assertThrows(
                AssertionError.class, () -> new DosvmExtension().handleTestExecutionException(context, failure));
        assertSame(failure, thrown);
        String shown = thrown.getSuppressed()[0].getMessage();
        assertTrue(shown.contains("fake:lab (vanished)"), shown);
        cloud.close();
    }

    private static <T> T proxy(Class<T> type, String method, Object answer) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, (self, called, given) -> {
            assertEquals(method, called.getName());
            return answer;
        }));
    }
}
