package io.dosvm.engine.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dosvm.HostStatus.Connection;
import io.dosvm.value.HostUri;
import io.dosvm.value.Version;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

class WatchQueueTest {
    private static final Duration MINUTE = Duration.ofMinutes(1);
    private static final long SECOND = 1_000_000_000L;

    private final WatchQueue queue = new WatchQueue(2);

    @Test
    void takes_whatIsDueLongest_oneAtATimePerHost() {
        WatchedHost late = add(5 * SECOND, false);
        WatchedHost soon = add(2 * SECOND, false);
        assertEquals(Optional.empty(), queue.take(SECOND));
        assertEquals(Duration.ofSeconds(1), queue.untilNext(SECOND, MINUTE));
        assertEquals(Optional.of(soon), queue.take(9 * SECOND));
        assertEquals(Optional.of(late), queue.take(9 * SECOND));
        assertEquals(Optional.empty(), queue.take(9 * SECOND));
        queue.done(soon, 10 * SECOND, Duration.ofSeconds(30), false);
        assertEquals(Optional.empty(), queue.take(39 * SECOND));
        assertEquals(Optional.of(soon), queue.take(40 * SECOND));
    }

    @Test
    void hurries_whatWasTold_butNotTooOften() {
        WatchedHost host = add(0, false);
        queue.take(0);
        queue.hurry(host, 0);
        queue.hurry(host, 0);
        queue.done(host, SECOND, MINUTE, false);
        long again = SECOND + WatchQueue.SPACING.toNanos();
        assertEquals(Optional.empty(), queue.take(again - 1));
        assertEquals(Optional.of(host), queue.take(again));
        queue.done(host, again, MINUTE, false);
        assertEquals(Duration.ofNanos(MINUTE.toNanos()), queue.untilNext(again, Duration.ofHours(1)));
        queue.hurry(host, again + 10 * SECOND);
        assertEquals(Optional.of(host), queue.take(again + 10 * SECOND));
    }

    @Test
    void hostsThatHang_areFewAtOnce_andHoldUpNobody() {
        List<WatchedHost> ill = new ArrayList<>();
        for (int i = 0; i < 10; i++) {
            ill.add(add(i, true));
        }
        WatchedHost well = add(SECOND, false);
        assertEquals(Optional.of(ill.get(0)), queue.take(100));
        assertEquals(Optional.of(ill.get(1)), queue.take(100));
        assertEquals(Optional.empty(), queue.take(100));
        assertEquals(Duration.ofNanos(SECOND - 100), queue.untilNext(100, MINUTE));
        assertEquals(Optional.of(well), queue.take(SECOND));
        queue.done(ill.get(0), SECOND, MINUTE, false);
        assertEquals(Optional.of(ill.get(2)), queue.take(SECOND));
    }

    @Test
    void removed_isNotTakenAgain() {
        WatchedHost host = add(0, false);
        queue.take(0);
        assertFalse(queue.remove(host));
        assertFalse(queue.done(host, 1, Duration.ZERO, true));
        queue.hurry(host, 2);
        assertEquals(Optional.empty(), queue.take(SECOND));
        assertTrue(queue.all().isEmpty());
        assertTrue(queue.remove(add(0, false)));
    }

    private WatchedHost add(long due, boolean ailing) {
        HostRow row = new HostRow(
                UUID.randomUUID(),
                "h",
                "",
                new Version(1),
                HostUri.parse("fake:h"),
                HostRow.State.ACTIVE,
                false,
                Optional.empty(),
                StoredFacts.NONE.facts(),
                Connection.UP,
                "",
                Optional.empty(),
                false,
                Optional.empty(),
                Optional.empty(),
                HostRow.Room.NONE,
                HostRow.Room.NONE,
                HostRow.Room.NONE);
        WatchedHost host = new WatchedHost(row, 1, Long.MAX_VALUE, new Heartbeat(0));
        host.ailing = ailing;
        queue.add(host, due);
        return host;
    }
}
