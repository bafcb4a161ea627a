package io.dosvm.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dosvm.testkit.junit.NeedsLab;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("samples")
class QuickstartTest {
    @Test
    void onAFake_goesTheWholeWay_andShowsItsOwnLines() throws Exception {
        Programs.Ended ended = Programs.run("quickstart", "--fake");
        assertEquals(0, ended.code(), ended.out());
        assertTrue(ended.out().contains("host = dosvm.hosts().ensure(\"lab\""), ended.out());
        assertTrue(ended.out().contains("power ON, run RUNNING"), ended.out());
        assertTrue(ended.out().contains("power OFF, run OFF"), ended.out());
        assertTrue(ended.out().contains("-- figures"), ended.out());
    }

    @Test
    @NeedsLab
    void onAPrivateHost_bootsAGuest_andFetchesItsPage_twice() throws Exception {
        for (int i = 0; i < 2; i++) {
            Programs.Ended ended = Programs.run("quickstart");
            assertEquals(0, ended.code(), ended.out());
            assertTrue(ended.out().contains("QEMU"), ended.out());
            assertTrue(ended.out().contains("10.123.45."), ended.out());
            assertTrue(ended.out().contains("power OFF, run OFF"), ended.out());
        }
    }

    @Test
    void badArguments_sayWhatThereIs() throws Exception {
        assertEquals(2, Programs.run().code());
        Programs.Ended unknown = Programs.run("quickstart", "--nonsense");
        assertEquals(1, unknown.code());
        assertTrue(unknown.out().contains("--nonsense") && unknown.out().contains("--uri"), unknown.out());
        assertTrue(!unknown.out().contains("\tat "), unknown.out());
    }
}
