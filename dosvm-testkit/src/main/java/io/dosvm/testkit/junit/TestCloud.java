package io.dosvm.testkit.junit;

import io.dosvm.Dosvm;
import io.dosvm.Store;
import io.dosvm.spi.Runtime;
import io.dosvm.testkit.FakeHost;
import io.dosvm.testkit.FakeHosts;
import io.dosvm.testkit.VirtualWorld;
import io.dosvm.testkit.junit.DosvmTest.Time;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What one test method gets. The control plane is opened when it is asked for. */
final class TestCloud implements AutoCloseable {
    private final Optional<VirtualWorld> world;
    private final Runtime runtime;
    private final FakeHosts hosts;
    private @Nullable Path folder;
    private @Nullable Dosvm dosvm;

    TestCloud(DosvmTest settings) {
        this.world =
                settings.time() == Time.VIRTUAL ? Optional.of(new VirtualWorld(settings.seed())) : Optional.empty();
        this.runtime = world.map(w -> w.node("main")).orElseGet(() -> Runtime.system("main"));
        this.hosts = world.map(FakeHosts::new).orElseGet(FakeHosts::new);
    }

    VirtualWorld world() {
        return world.orElseThrow(() -> new IllegalStateException("a @DosvmTest in real time has no VirtualWorld"));
    }

    Runtime runtime() {
        return runtime;
    }

    FakeHosts hosts() {
        return hosts;
    }

    FakeHost lab() {
        return hosts.host("lab");
    }

    Dosvm dosvm() {
        Dosvm open = dosvm;
        if (open == null) {
            Path store = newFolder();
            open = Dosvm.open(c ->
                    c.store(Store.embedded(store)).name("main").runtime(runtime).driver(hosts));
            dosvm = open;
        }
        return open;
    }

    String dump() {
        return world.map(w -> w.dump() + "\n").orElse("") + hosts.dump();
    }

    void requireNoFailures() {
        List<Throwable> failures = world.map(VirtualWorld::failures).orElse(List.of());
        if (!failures.isEmpty()) {
            AssertionError error = new AssertionError("tasks ended by exceptions", failures.get(0));
            failures.stream().skip(1).forEach(error::addSuppressed);
            throw error;
        }
    }

    @Override
    public void close() {
        try {
            if (dosvm != null) {
                dosvm.close();
            }
        } finally {
            world.ifPresentOrElse(VirtualWorld::close, runtime::close);
            if (folder != null) {
                delete(folder);
            }
        }
    }

    private Path newFolder() {
        try {
            Path made = Files.createTempDirectory("dosvm-test-");
            folder = made;
            return made;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path folder) {
        try (Stream<Path> all = Files.walk(folder)) {
            for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
