package io.dosvm.testkit.lab;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dosvm.testkit.lab.LabRequirements.Missing;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LabRequirementsTest {
    private static final Missing PROGRAM = new Missing("program p", "apt-get install p-tools", List.of("p-tools"));
    private static final Missing LIBRARY = new Missing("library l", "apt-get install libl", List.of("libl"));
    private static final Missing RIGHTS = new Missing("the rights", "run as root", List.of());

    @Test
    void describe_namesEachWithItsFixAndOneCommandForAll() {
        String told = """
                missing: program p (apt-get install p-tools)
                missing: library l (apt-get install libl)
                missing: the rights (run as root)
                all at once: apt-get install --no-install-recommends libl p-tools""";
        assertEquals(told, new LabRequirements(List.of(PROGRAM, LIBRARY, RIGHTS)).describe());
        assertEquals("", new LabRequirements(List.of()).describe());
    }

    @Test
    void obtained_isAFailureUnderCiAndAnAnswerElsewhere() {
        LabRequirements lacking = new LabRequirements(List.of(RIGHTS));
        assertFalse(LabRequirements.obtained(() -> lacking, Map.of()).met());
        assertFalse(LabRequirements.obtained(() -> lacking, Map.of("CI", "false", "DOSVM_LAB", ""))
                .met());
        LabException failure =
                assertThrows(LabException.class, () -> LabRequirements.obtained(() -> lacking, Map.of("CI", "true")));
        assertTrue(failure.getMessage().contains("run as root"), failure.getMessage());
    }

    @Test
    void obtained_installsNothingIfThereIsWhatNoPackageBrings() {
        LabRequirements lacking = new LabRequirements(List.of(PROGRAM, RIGHTS));
        LabException failure = assertThrows(
                LabException.class, () -> LabRequirements.obtained(() -> lacking, Map.of("DOSVM_LAB", "install")));
        assertEquals("no package brings the rights: run as root", failure.getMessage());
    }

    @Test
    void options_refuseWhatIsOutOfRange() {
        LabOptions options = new LabOptions();
        assertThrows(IllegalArgumentException.class, () -> options.hosts(0));
        assertThrows(IllegalArgumentException.class, () -> options.hosts(17));
        assertEquals(16, options.hosts(16).hosts());
    }
}
