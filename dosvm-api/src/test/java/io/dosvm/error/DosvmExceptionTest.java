package io.dosvm.error;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dosvm.value.ResourceKind;
import io.dosvm.value.ResourceRef;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class DosvmExceptionTest {
    @Test
    void message_saysCodeObjectFactAndWhatToDo() {
        UUID id = new UUID(1, 2);
        DosvmException e = DosvmException.of(ErrorCode.IN_USE, "2 VMs use it")
                .resource(new ResourceRef(ResourceKind.VOLUME, id, "data"))
                .with("users", 2)
                .hint("delete them first")
                .build();
        assertEquals("DOSVM-IN-USE: volume 'data' (" + id + "): 2 VMs use it (delete them first)", e.getMessage());
        assertEquals("2", e.arguments().get("users"));
        assertInstanceOf(ConflictException.class, e);
    }

    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void everyCode_buildsAndHasAStableId(ErrorCode code) {
        DosvmException e = DosvmException.of(code, "x").build();
        assertEquals(code, e.code());
        assertEquals(code.retryable(), e.retryable());
        assertTrue(code.id().matches("DOSVM-[A-Z-]+"), code.id());
    }

    @Test
    void validation_listsEveryViolation() {
        ValidationException e = new ValidationException(
                List.of(new Violation("size", "0", "above zero"), new Violation("name", "a/b", "no '/'")));
        assertEquals(2, e.violations().size());
        assertTrue(e.getMessage().contains("size = 0: above zero; name = a/b: no '/'"), e.getMessage());
    }
}
