package io.dosvm.engine.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dosvm.Project;
import io.dosvm.engine.store.TestDatabases;
import io.dosvm.spi.Runtime.Step;
import io.dosvm.value.ByteSize;
import java.nio.file.Path;
import java.util.List;
import java.util.function.IntSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A page costs a few statements, however much is on it. */
class ListsTest {
    private static final int MANY = 12;

    @TempDir
    Path folder;

    private StorageScene scene;

    @BeforeEach
    void open() {
        scene = new StorageScene(41, TestDatabases.memory(), folder);
    }

    @AfterEach
    void close() {
        scene.close();
    }

    /** The statements on the tables of these nouns while a page of all of them is read. */
    private List<String> statements(int items, IntSupplier list) {
        scene.steps.clear();
        assertEquals(items, list.getAsInt());
        return scene.steps.stream()
                .filter(s -> s.kind() == Step.Kind.STATEMENT)
                .map(Step::name)
                .filter(name -> name.matches("select (volume|image|pool|subnet|network|project|uses).*"))
                .toList();
    }

    @Test
    void aPageOfVolumes() {
        for (int i = 0; i < MANY; i++) {
            String name = "data" + i;
            var data = scene.web
                    .volumes()
                    .create(name, v -> v.size(ByteSize.gib(1)))
                    .await(StorageScene.LONG);
            scene.web
                    .instances()
                    .create(name, n -> n.vcpus(1).memory(ByteSize.gib(1)).disk(d -> d.volume(data)));
        }
        assertEquals(
                List.of("select volume", "select uses"),
                statements(MANY, () -> scene.web.volumes().list(q -> {}).items().size()));
        assertEquals(
                List.of("data0"),
                scene.web.volumes().list(q -> q.limit(1)).items().get(0).users().stream()
                        .map(u -> u.name())
                        .toList());
    }

    @Test
    void aPageOfPools() {
        Project other = scene.dosvm.projects().create("other", p -> {});
        for (int i = 1; i < MANY; i++) {
            String name = "pool" + i;
            scene.dosvm.pools().create(name, p -> p.hostDirectory(scene.host, "/" + name)
                    .capacity(ByteSize.gib(1))
                    .allow(scene.web)
                    .allow(other));
        }
        assertEquals(
                List.of("select pool", "select pool_project"),
                statements(MANY, () -> scene.dosvm.pools().list(q -> {}).items().size()));
        var first = scene.dosvm.pools().list(q -> q.limit(2)).items();
        assertEquals(List.of(scene.web), first.get(0).projects());
        assertEquals(2, first.get(1).projects().size());
        assertEquals(
                List.of("select project"),
                statements(2, () -> scene.dosvm.projects().list(q -> {}).items().size()));
    }

    @Test
    void aPageOfSubnets_andOfNetworks() {
        for (int i = 0; i < MANY; i++) {
            String cidr = "10.0." + i + ".0/24";
            var plan = scene.dosvm.subnets().create("lan" + i, s -> s.cidr(cidr).allow(scene.web));
            scene.web.networks().create("lan" + i, n -> n.nat(scene.host).subnet(plan));
        }
        assertEquals(
                List.of("select subnet", "select subnet_project"),
                statements(
                        MANY, () -> scene.dosvm.subnets().list(q -> {}).items().size()));
        assertEquals(
                List.of(scene.web),
                scene.dosvm.subnets().list(q -> q.limit(1)).items().get(0).projects());
        assertEquals(
                List.of("select network"),
                statements(
                        MANY, () -> scene.web.networks().list(q -> {}).items().size()));
    }

    @Test
    void aPageOfImages() {
        Path file = scene.file("small.raw", 512, 1);
        for (int i = 0; i < MANY; i++) {
            scene.web.images().create("image" + i, n -> n.upload(file)).await(StorageScene.LONG);
        }
        assertEquals(
                List.of("select image"),
                statements(MANY, () -> scene.web.images().list(q -> {}).items().size()));
    }
}
