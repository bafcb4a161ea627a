package io.dosvm.engine.compute;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dosvm.Operation;
import io.dosvm.OperationStatus;
import io.dosvm.OperationStatus.State;
import io.dosvm.Volume;
import io.dosvm.engine.store.TestDatabases;
import io.dosvm.error.DosvmException;
import io.dosvm.value.ByteSize;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A host that is away for long: what must be done there is done once it is back. */
class HostAwayTest {
    private static final Duration SOON = Duration.ofMinutes(1);

    @TempDir
    Path folder;

    private Scene scene;

    @BeforeEach
    void open() {
        scene = new Scene(17, TestDatabases.memory(), folder);
    }

    @AfterEach
    void close() {
        scene.check("at the end");
        assertEquals(List.of(), scene.world.failures());
        scene.close();
    }

    @Test
    void aVolumeThatCouldNotBeMade_isTakenBack_andPaidBack_whenItsHostIsBack() {
        scene.machine.vanish();
        Operation<Volume> create =
                scene.web.volumes().create("data", v -> v.size(ByteSize.gib(1)).in(scene.pool));
        scene.world.sleep(Duration.ofHours(5));
        OperationStatus status = create.status();
        assertEquals(State.PENDING, status.state());
        assertTrue(status.attempts() > 20, "tried " + status.attempts());
        assertTrue(status.error().isPresent());
        scene.machine.comeBack();
        DosvmException e = assertThrows(DosvmException.class, () -> create.await(SOON));
        assertTrue(e.retryable(), e.getMessage());
        assertEquals(Optional.empty(), scene.web.volumes().find("data"));
        assertEquals(imageSize(), scene.pool.status().used());
    }

    private ByteSize imageSize() {
        return scene.debian.status().size();
    }

    @Test
    void aVolumeThatIsToGo_goesWhenItsHostIsBack() {
        Volume volume = scene.web
                .volumes()
                .create("data", v -> v.size(ByteSize.gib(1)).in(scene.pool))
                .await(SOON);
        scene.machine.vanish();
        Operation<Volume> delete = volume.delete();
        scene.world.sleep(Duration.ofHours(5));
        assertEquals(State.PENDING, delete.status().state());
        scene.machine.comeBack();
        delete.await(SOON);
        assertEquals(Optional.empty(), scene.web.volumes().find("data"));
        assertEquals(imageSize(), scene.pool.status().used());
    }

    @Test
    void aVolumeThatIsToGo_staysIfItIsCancelled() {
        Volume volume = scene.web
                .volumes()
                .create("data", v -> v.size(ByteSize.gib(1)).in(scene.pool))
                .await(SOON);
        scene.machine.vanish();
        Operation<Volume> delete = volume.delete();
        scene.world.sleep(Duration.ofHours(1));
        delete.cancel();
        scene.world.sleep(Duration.ofHours(5));
        assertEquals(State.CANCELLING, delete.status().state());
        scene.machine.comeBack();
        assertThrows(DosvmException.class, () -> delete.await(SOON));
        assertEquals(State.CANCELLED, delete.status().state());
        volume.delete().await(SOON);
    }
}
