package io.dosvm.libvirt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.libvirt.binding.ConnectUri;
import io.dosvm.libvirt.binding.StoragePool;
import io.dosvm.spi.Call;
import io.dosvm.spi.HostDriver.Claim;
import io.dosvm.spi.HostDriver.OwnerMark;
import io.dosvm.spi.Runtime;
import io.dosvm.value.HostUri;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whose a host is when several want it at a time, on libvirt's test driver. */
class OwnerMarksTest {
    private final Runtime runtime = Runtime.system("marks");
    private final OwnerMark old = mark();
    private final OwnerMark first = mark();
    private final OwnerMark second = mark();
    private LibvirtHost host;
    private OwnerMarks marks;

    @BeforeEach
    void open() {
        HostUri uri = HostUri.parse("test:///default");
        host = new LibvirtHost(uri, ConnectUri.of(uri), runtime);
        Call call = Call.within(runtime, Duration.ofSeconds(20));
        marks = new OwnerMarks(host.control(call), call);
        marks.replace(Optional.empty(), old);
    }

    @AfterEach
    void close() {
        marks.read().ifPresent(marks::remove);
        host.close();
        runtime.close();
    }

    private static OwnerMark mark() {
        return new OwnerMark(UUID.randomUUID(), UUID.randomUUID());
    }

    @Test
    void ofTwoWhoTakeOverWhatBothHaveSeen_oneGetsIt() {
        Optional<OwnerMark> seen = marks.read();
        assertEquals(Optional.of(old), seen);
        assertEquals(first, marks.replace(seen, first));
        DosvmException refused = assertThrows(DosvmException.class, () -> marks.replace(seen, second));
        assertEquals(ErrorCode.HOST_OWNED, refused.code());
        assertEquals(Optional.of(first), marks.read());
    }

    @Test
    void whoReleasesWhatItSaw_leavesTheMarkThatCameInBetween() {
        marks.replace(marks.read(), first);
        marks.remove(old);
        assertEquals(Optional.of(first), marks.read());
    }

    @Test
    void aMarkThatBearsTheIdButAnotherOwner_stays() {
        marks.remove(new OwnerMark(UUID.randomUUID(), old.host()));
        assertEquals(Optional.of(old), marks.read());
    }

    @Test
    void aPoolOfTheNameThatIsNoMark_isRefused_takenOverOrNot() {
        marks.remove(old);
        Call call = Call.within(runtime, Duration.ofSeconds(20));
        try (StoragePool foreign = host.control(call)
                .pools()
                .define(
                        "<pool type='dir'><name>dosvm-owner</name><target><path>/srv/foreign</path></target></pool>",
                        call)) {
            for (boolean takeOver : new boolean[] {false, true}) {
                DosvmException refused =
                        assertThrows(DosvmException.class, () -> marks.claim(new Claim(first, takeOver)));
                assertEquals(ErrorCode.HOST_OWNED, refused.code());
            }
            assertEquals(
                    "/srv/foreign",
                    StorageDocuments.readPool(foreign.xml(call), false).path());
            foreign.undefine(call);
        }
        assertEquals(first, marks.claim(new Claim(first, true)));
    }
}
