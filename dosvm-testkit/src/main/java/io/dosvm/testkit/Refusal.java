package io.dosvm.testkit;

import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.error.ValidationException;
import io.dosvm.error.Violation;
import java.util.List;

/** How a fake host says no. */
final class Refusal {
    private Refusal() {}

    static DosvmException of(ErrorCode code, String message) {
        return DosvmException.of(code, message).build();
    }

    static DosvmException notFound(String kind, Object name) {
        return DosvmException.of(ErrorCode.NOT_FOUND, "the host knows no " + kind + " " + name)
                .with(kind, name)
                .build();
    }

    static ValidationException invalid(String field, Object value, String rule) {
        return new ValidationException(List.of(new Violation(field, String.valueOf(value), rule)));
    }
}
