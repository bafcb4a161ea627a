package io.dosvm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.dosvm.error.ErrorCode;
import io.dosvm.error.ValidationException;
import io.dosvm.error.Violation;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CallerTest {
    private static List<String> refused(String name, String address) {
        ValidationException e = assertThrows(ValidationException.class, () -> new Caller(name, address));
        assertEquals(ErrorCode.INVALID, e.code());
        return e.violations().stream().map(Violation::field).toList();
    }

    @Test
    void whatTheAuditLogCannotKeep_isRefused_allAtOnce() {
        String longName = "x".repeat(256);
        assertEquals(List.of("caller.name", "caller.address"), refused(longName, longName));
        assertEquals(List.of("caller.name"), refused("", ""));
        // In lower case, each of these is two characters.
        assertEquals(List.of("caller.name"), refused("\u0130".repeat(128), ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u0000b", "a\nb", "\ud800", "a\u007f"})
    void charactersThatNoDatabaseKeeps_areRefused(String text) {
        assertEquals(List.of("caller.name", "caller.address"), refused(text, text));
    }

    @Test
    void allElse_isTaken() {
        assertEquals("x".repeat(255), new Caller("x".repeat(255), "2001:db8::1").name());
        assertEquals("Jörg Müller 😀", new Caller("Jörg Müller 😀", "").name());
    }
}
