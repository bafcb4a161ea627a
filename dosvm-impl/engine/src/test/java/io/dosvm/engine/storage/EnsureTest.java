package io.dosvm.engine.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dosvm.Image;
import io.dosvm.ImageSpec;
import io.dosvm.Operation;
import io.dosvm.Volume;
import io.dosvm.VolumeSpec;
import io.dosvm.VolumeStatus;
import io.dosvm.engine.store.TestDatabases;
import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.spi.Runtime;
import io.dosvm.spi.Verb;
import io.dosvm.value.ByteSize;
import io.dosvm.value.Id;
import io.dosvm.value.RequestId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code ensure} says what is so: never done before it is, never another's work for its own. */
class EnsureTest {
    private static final int MIB = 1024 * 1024;
    private static final Consumer<VolumeSpec> ONE = v -> v.size(ByteSize.gib(1));

    @TempDir
    Path folder;

    private StorageScene scene;

    @BeforeEach
    void open() {
        scene = new StorageScene(31, TestDatabases.memory(), folder);
    }

    @AfterEach
    void close() {
        assertEquals(List.of(), scene.world.failures());
        scene.close();
    }

    private Operation<Volume> volume() {
        return scene.web.volumes().ensure("data", ONE);
    }

    private Operation<Image> image(Consumer<ImageSpec> spec) {
        return scene.web.images().ensure("debian", spec);
    }

    private DosvmException refused(Runnable asked) {
        return assertThrows(DosvmException.class, asked::run);
    }

    private VolumeStatus.State state(Volume volume) {
        return volume.status().state();
    }

    @Test
    void aVolumeThatIsBeingMade_isJoined() {
        scene.machine.latency(Verb.VOLUME_CREATE, Duration.ofSeconds(10));
        Operation<Volume> first = volume();
        Operation<Volume> second = volume();
        assertEquals(first.id(), second.id());
        assertEquals(VolumeStatus.State.READY, state(second.await(StorageScene.LONG)));
        assertEquals(VolumeStatus.State.READY, state(volume().await()));
    }

    @Test
    void aVolumeThatWasLeftUnmade_isMade_andSoByARepeatedRequest() {
        for (boolean repeated : new boolean[] {false, true}) {
            String name = "data" + repeated;
            Consumer<VolumeSpec> spec = ONE.andThen(v -> v.requestId(new RequestId(name)));
            scene.machine.latency(Verb.VOLUME_CREATE, Duration.ofSeconds(10));
            Operation<Volume> making = scene.web.volumes().create(name, spec);
            Volume data = scene.web.volumes().require(name);
            // What something uses stays when its creation is taken back.
            scene.web
                    .instances()
                    .create(name, i -> i.vcpus(1).memory(ByteSize.gib(1)).disk(d -> d.volume(data)));
            making.cancel();
            assertEquals(
                    ErrorCode.CANCELLED,
                    refused(() -> making.await(StorageScene.LONG)).code());
            assertNotEquals(VolumeStatus.State.READY, state(data));
            Operation<Volume> again = repeated
                    ? scene.web.volumes().create(name, spec)
                    : scene.web.volumes().ensure(name, ONE);
            assertNotEquals(making.id(), again.id());
            assertEquals(data.id(), again.await(StorageScene.LONG).id());
            assertEquals(VolumeStatus.State.READY, state(data));
        }
    }

    @Test
    void whatGoes_isNotEnsured_andItsDeletionNotTakenForTheWork() {
        Volume data = volume().await(StorageScene.LONG);
        Path file = scene.file("debian.raw", MIB, 1);
        Image debian = image(i -> i.upload(file)).await(StorageScene.LONG);
        scene.machine.latency(Verb.VOLUME_DELETE, Duration.ofSeconds(10));
        Operation<Volume> going = data.delete();
        Operation<Image> goingToo = debian.delete();
        assertEquals(ErrorCode.WRONG_STATE, refused(this::volume).code());
        assertEquals(
                ErrorCode.WRONG_STATE, refused(() -> image(i -> i.upload(file))).code());
        going.await(StorageScene.LONG);
        goingToo.await(StorageScene.LONG);
        assertNotEquals(data.id(), volume().await(StorageScene.LONG).id());
    }

    @Test
    void manyWhoEnsureAtOnce_getTheSame() {
        scene.machine.latency(Verb.VOLUME_CREATE, Duration.ofSeconds(1));
        Queue<Id<Volume>> got = new ConcurrentLinkedQueue<>();
        List<Runtime.Task> tasks = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            tasks.add(scene.node.start("asker", () -> {
                Volume volume = volume().await(StorageScene.LONG);
                assertEquals(VolumeStatus.State.READY, state(volume));
                got.add(volume.id());
            }));
        }
        tasks.forEach(t -> assertTrue(t.join(StorageScene.LONG)));
        assertEquals(8, got.size());
        assertEquals(1, Set.copyOf(got).size());
        assertEquals(1, scene.machine.volumes().size());
    }

    @Test
    void anImageOnItsWay_isJoined_butNotForOtherBytes() {
        scene.machine.bandwidth(ByteSize.kib(64));
        Path file = scene.file("debian.raw", MIB, 1);
        Path other = scene.file("other.raw", MIB, 2);
        Operation<Image> first = image(i -> i.upload(file));
        assertEquals(first.id(), image(i -> i.upload(file)).id());
        assertEquals(first.id(), image(i -> {}).id());
        DosvmException e = refused(() -> image(i -> i.upload(other)));
        assertEquals(ErrorCode.WRONG_STATE, e.code());
        assertEquals(first.id().toString(), e.arguments().get("operation"));
        assertEquals(
                ErrorCode.WRONG_STATE,
                refused(() -> image(i -> i.upload(file).sha256("0".repeat(64)))).code());
        assertEquals(
                StorageScene.sha256(file),
                first.await(StorageScene.LONG).status().sha256());
    }

    @Test
    void anImageOfAFileThatHasChanged_differs_byItsSum() throws IOException {
        Path file = scene.file("debian.raw", MIB, 1);
        String sum = StorageScene.sha256(file);
        Image debian = image(i -> i.upload(file)).await(StorageScene.LONG);
        assertEquals(debian.id(), image(i -> i.upload(file)).await().id());
        assertEquals(debian.id(), image(i -> i.upload(file).sha256(sum)).await().id());
        Files.copy(scene.file("changed.raw", MIB, 2), file, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        DosvmException changed = refused(() -> image(i -> i.upload(file)));
        assertEquals(ErrorCode.DIFFERS, changed.code());
        assertTrue(changed.getMessage().contains("sha256: is " + sum + ", asked " + StorageScene.sha256(file)));
        // Who says the sum says what the image must be; the file then is but where it would come from.
        assertEquals(debian.id(), image(i -> i.upload(file).sha256(sum)).await().id());
        assertEquals(
                ErrorCode.DIFFERS,
                refused(() -> image(i -> i.sha256(StorageScene.sha256(file)))).code());
        Files.delete(file);
        assertEquals(debian.id(), image(i -> i.upload(file).sha256(sum)).await().id());
        DosvmException gone = refused(() -> image(i -> i.upload(file)));
        assertEquals(ErrorCode.INVALID, gone.code());
        assertEquals("upload", gone.violations().get(0).field());
    }

    @Test
    void anImageWhoseUploadWasGivenUp_isUploadedAgain() {
        scene.machine.bandwidth(ByteSize.kib(64));
        Path file = scene.file("debian.raw", MIB, 1);
        Operation<Image> first = image(i -> i.upload(file));
        scene.world.sleep(Duration.ofSeconds(5));
        scene.machine.faults().on(Verb.VOLUME_DELETE).always().fail(ErrorCode.DRIVER_FAILED);
        first.cancel();
        assertThrows(DosvmException.class, () -> first.await(StorageScene.LONG));
        scene.settle();
        scene.machine.faults().clear();
        assertEquals(
                ErrorCode.WRONG_STATE, refused(() -> image(i -> i.upload(file))).code(), "it is being taken back");
        scene.machine.latency(Verb.VOLUME_DELETE, Duration.ofSeconds(10));
        Operation<Image> going = scene.web.images().require("debian").delete();
        going.cancel();
        assertEquals(
                ErrorCode.CANCELLED,
                refused(() -> going.await(StorageScene.LONG)).code());
        assertEquals(ErrorCode.WRONG_STATE, refused(() -> image(i -> {})).code());
        Image debian = image(i -> i.upload(file)).await(StorageScene.LONG);
        assertEquals(StorageScene.sha256(file), debian.status().sha256());
    }
}
