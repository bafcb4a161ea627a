package io.dosvm.engine.storage;

import io.dosvm.Dosvm;
import io.dosvm.Host;
import io.dosvm.Pool;
import io.dosvm.Project;
import io.dosvm.Store;
import io.dosvm.spi.Instrumentation;
import io.dosvm.spi.Runtime;
import io.dosvm.testkit.FakeHost;
import io.dosvm.testkit.FakeHosts;
import io.dosvm.testkit.VirtualWorld;
import io.dosvm.value.ByteSize;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CopyOnWriteArrayList;

/** A virtual world with a control plane, one host, a project and a pool; several nodes may share the store. */
final class StorageScene implements AutoCloseable {
    static final Duration LONG = Duration.ofHours(3);

    final VirtualWorld world;
    final FakeHosts fakes;
    final FakeHost machine;
    final Runtime node;
    final Dosvm dosvm;
    final Host host;
    final Project web;
    final Pool pool;
    /** The statements and verbs of the first node, in their order. */
    final List<Runtime.Step> steps = new CopyOnWriteArrayList<>();

    private final Store store;
    private final Path folder;

    StorageScene(long seed, Store store, Path folder) {
        this.store = store;
        this.folder = folder;
        world = new VirtualWorld(seed);
        fakes = new FakeHosts(world);
        machine = fakes.host("lab");
        node = world.node("a");
        dosvm = open(node);
        host = dosvm.hosts().ensure("lab", h -> h.uri("fake:lab")).await(LONG);
        web = dosvm.projects().ensure("web", p -> {});
        pool = dosvm.pools().ensure("local", p -> p.hostDirectory(host, "/pool")
                .capacity(ByteSize.gib(50))
                .allow(web));
    }

    /** A control plane on the same store. */
    Dosvm open(Runtime at) {
        Instrumentation counting = (step, took, failure) -> steps.add(step);
        return Dosvm.open(c -> c.store(store).driver(fakes).runtime(at).instrumentation(counting));
    }

    Path file(String name, int bytes, long seed) {
        byte[] content = new byte[bytes];
        new Random(seed).nextBytes(content);
        try {
            return Files.write(folder.resolve(name), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String sha256(Path file) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
        } catch (IOException | NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Lets time pass until nothing is under way any more. */
    void settle() {
        for (int i = 0; i < 5000; i++) {
            if (dosvm.operations().unfinished(10).isEmpty()) {
                return;
            }
            world.sleep(Duration.ofSeconds(1));
        }
        throw new AssertionError("operations do not end:\n" + world.dump());
    }

    @Override
    public void close() {
        dosvm.close();
        world.close();
    }
}
