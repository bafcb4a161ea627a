package io.dosvm.engine.storage;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dosvm.Dosvm;
import io.dosvm.Image;
import io.dosvm.Operation;
import io.dosvm.engine.store.TestDatabases;
import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.spi.Runtime;
import io.dosvm.value.ByteSize;
import io.dosvm.value.Progress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Uploads that take long, stand still, or are broken off, on nodes that share a store. */
class UploadTest {
    private static final int MIB = 1024 * 1024;
    private static final String UPLOAD = "volume.upload";

    @TempDir
    Path folder;

    private StorageScene scene;
    private Path file;

    @BeforeEach
    void open() {
        scene = new StorageScene(21, TestDatabases.memory(), folder);
        file = scene.file("debian.raw", 16 * MIB, 1);
    }

    @AfterEach
    void close() {
        assertEquals(List.of(), scene.world.failures());
        scene.close();
    }

    private Operation<Image> upload() {
        return scene.web.images().create("debian", i -> i.upload(file));
    }

    private long uploads() {
        return scene.machine.log().stream().filter(l -> l.contains(UPLOAD)).count();
    }

    private void untilProgress(Operation<?> operation) {
        while (operation.status().progress().done() == 0) {
            scene.world.sleep(Duration.ofSeconds(1));
        }
    }

    private ErrorCode failure(Operation<?> operation) {
        return assertThrows(DosvmException.class, () -> operation.await(StorageScene.LONG))
                .code();
    }

    private void nothingIsLeft() {
        scene.settle();
        assertTrue(scene.web.images().find("debian").isEmpty());
        assertEquals(List.of(), scene.machine.volumes());
        assertEquals(ByteSize.ZERO, scene.web.status().use().imageBytes());
        assertEquals(ByteSize.ZERO, scene.pool.status().used());
    }

    @Test
    void aSlowUpload_goesOnAsLongAsItMoves_andAnotherNodeLeavesItAlone() {
        scene.machine.bandwidth(ByteSize.kib(16));
        Instant began = scene.node.now();
        try (Dosvm other = scene.open(scene.world.node("b"))) {
            Operation<Image> operation = upload();
            List<Progress> told = new CopyOnWriteArrayList<>();
            operation.onProgress(told::add);
            Image image = operation.await(StorageScene.LONG);
            assertTrue(Duration.between(began, scene.node.now()).compareTo(Duration.ofMinutes(17)) > 0);
            assertEquals(StorageScene.sha256(file), image.status().sha256());
            assertEquals(1, uploads());
            assertTrue(told.size() > 20, () -> "told only " + told);
            assertEquals(
                    image.id(), ((Image) other.operations().get(operation.id()).await()).id());
        }
    }

    @Test
    void aHostThatHangsInAnUpload_isNoticedSoon_andTheUploadBegunAgain() {
        scene.machine.bandwidth(ByteSize.kib(64));
        Operation<Image> operation = upload();
        untilProgress(operation);
        scene.machine.freeze();
        scene.world.sleep(Duration.ofSeconds(125));
        assertEquals(1, uploads(), "given up two minutes after the last byte: " + scene.machine.log());
        scene.machine.thaw();
        Image image = operation.await(StorageScene.LONG);
        assertEquals(2, uploads());
        assertEquals(StorageScene.sha256(file), image.status().sha256());
        assertTrue(image.status().ready());
    }

    @Test
    void aCancelledUpload_endsSoon_andLeavesNothing() {
        scene.machine.bandwidth(ByteSize.kib(64));
        Operation<Image> operation = upload();
        untilProgress(operation);
        Instant asked = scene.node.now();
        operation.cancel();
        assertEquals(ErrorCode.CANCELLED, failure(operation));
        assertTrue(Duration.between(asked, scene.node.now()).compareTo(Duration.ofSeconds(6)) < 0);
        nothingIsLeft();
    }

    @Test
    void anUploadWhoseNodeDies_isTakenOverWithinItsLease_andBegunAgain() {
        scene.machine.bandwidth(ByteSize.kib(64));
        Runtime second = scene.world.node("b");
        try (Dosvm other = scene.open(second)) {
            Operation<Image> operation = upload();
            untilProgress(operation);
            scene.world.crash(scene.node);
            Instant died = second.now();
            Image image = (Image) other.operations().get(operation.id()).await(StorageScene.LONG);
            Duration took = Duration.between(died, second.now());
            // A lease of about four minutes, and the four of the transfer itself.
            assertTrue(took.compareTo(Duration.ofMinutes(9)) < 0, "took " + took);
            assertEquals(StorageScene.sha256(file), image.status().sha256());
            assertFalse(scene.machine.volumes().isEmpty());
        }
    }

    @Test
    void bytesThatHashToSomethingElse_areRefused_andLeaveNothing() {
        Operation<Image> operation =
                scene.web.images().create("debian", i -> i.upload(file).sha256("0".repeat(64)));
        assertEquals(ErrorCode.CHECKSUM, failure(operation));
        nothingIsLeft();
    }
}
