package io.dosvm.engine.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.spi.Call;
import io.dosvm.spi.HostDriver;
import io.dosvm.spi.HostDriverProvider;
import io.dosvm.spi.HostDrivers;
import io.dosvm.spi.Instrumentation;
import io.dosvm.spi.Runtime;
import io.dosvm.testkit.FakeHosts;
import io.dosvm.testkit.VirtualWorld;
import io.dosvm.value.HostUri;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Connections to hosts whose address changes at a bad moment. */
class HostConnectionsTest {
    private static final UUID HOST = UUID.fromString("00000000-0000-4000-8000-00000000000a");

    private final VirtualWorld world = new VirtualWorld(3);
    private final Runtime node = world.node("a");
    private final FakeHosts machines = new FakeHosts(world);
    private final List<String> opened = new ArrayList<>();
    private Runnable whileOpening = () -> {};
    private String address = "fake:old";
    private HostConnections connections;

    /** Fake hosts that let something happen while one is opened. */
    private final class Slow implements HostDriverProvider {
        @Override
        public String id() {
            return machines.id();
        }

        @Override
        public boolean claims(HostUri uri) {
            return machines.claims(uri);
        }

        @Override
        public HostDriver open(HostUri uri, Runtime runtime) {
            opened.add(uri.toString());
            HostDriver driver = machines.open(uri, runtime);
            whileOpening.run();
            return driver;
        }
    }

    @BeforeEach
    void open() {
        machines.host("old");
        machines.host("new");
        connections = new HostConnections(
                node, HostDrivers.of(List.of(new Slow())), Instrumentation.NONE, id -> HostUri.parse(address()));
    }

    @AfterEach
    void close() {
        connections.close();
        world.close();
    }

    private String address() {
        if (address.isEmpty()) {
            throw DosvmException.of(ErrorCode.NOT_FOUND, "gone").build();
        }
        return address;
    }

    private String asked() {
        return connections
                .perform(HOST, new HostDriver.Facts(), Call.within(node, Duration.ofSeconds(10)))
                .hostName();
    }

    private ErrorCode refused() {
        return assertThrows(DosvmException.class, this::asked).code();
    }

    private void moveOnce(String to) {
        whileOpening = () -> {
            whileOpening = () -> {};
            address = to;
            connections.forget(HOST);
        };
    }

    @Test
    void aHostThatMovesWhileItIsOpened_isAskedAtItsNewAddress() {
        moveOnce("fake:new");
        String name = asked();
        assertEquals(List.of("fake:old", "fake:new"), opened);
        assertEquals(name, asked());
        assertEquals(2, opened.size());
        machines.host("old").vanish();
        assertEquals(name, asked());
    }

    @Test
    void aHostThatIsDeletedWhileItIsOpened_isNotKept() {
        moveOnce("");
        assertEquals(ErrorCode.NOT_FOUND, refused());
        address = "fake:new";
        asked();
        assertEquals(List.of("fake:old", "fake:new"), opened);
    }

    @Test
    void whoAsksAHostThatMovesMeanwhile_isTold_thatTheAnswerIsLost() {
        asked();
        machines.host("old").latency(Duration.ofSeconds(5));
        Runtime.Task mover = node.start("mover", () -> {
            node.sleep(Duration.ofSeconds(1));
            address = "fake:new";
            connections.forget(HOST);
        });
        assertEquals(ErrorCode.HOST_LOST, refused());
        mover.join(Duration.ofSeconds(10));
        asked();
        connections.close();
        assertEquals(ErrorCode.CLOSED, refused());
    }
}
