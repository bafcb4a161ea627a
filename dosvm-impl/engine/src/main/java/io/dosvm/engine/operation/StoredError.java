package io.dosvm.engine.operation;

import io.dosvm.engine.store.Json;
import io.dosvm.engine.store.Values;
import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.error.ValidationException;
import io.dosvm.error.Violation;
import io.dosvm.value.ResourceRef;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** An error as the store keeps it, from which waiters get an equal exception, on this node or another. */
record StoredError(
        String code,
        String message,
        Optional<ResourceRef> resource,
        Map<String, String> arguments,
        List<Violation> violations,
        String hint) {

    static StoredError of(DosvmException failure) {
        return new StoredError(
                failure.code().name(),
                bareMessage(failure),
                failure.resource(),
                new LinkedHashMap<>(failure.arguments()),
                failure.violations(),
                failure.hint());
    }

    static String write(Json json, DosvmException failure) {
        return json.write(of(failure));
    }

    static DosvmException read(Json json, String text) {
        return json.read(text, StoredError.class).exception();
    }

    DosvmException exception() {
        ErrorCode known = Values.word(ErrorCode.class, code, ErrorCode.OPERATION_FAILED);
        if (known == ErrorCode.INVALID && !violations.isEmpty()) {
            return new ValidationException(violations);
        }
        DosvmException.Report report = DosvmException.of(known, message).hint(hint);
        arguments.forEach(report::with);
        resource.ifPresent(report::resource);
        return report.build();
    }

    /** The sentence alone: the exception puts the code, the resource and the hint around it, and will do so again. */
    private static String bareMessage(DosvmException failure) {
        String text = String.valueOf(failure.getMessage());
        String before = failure.code().id() + ": "
                + failure.resource().map(r -> r + ": ").orElse("");
        String after = failure.hint().isEmpty() ? "" : " (" + failure.hint() + ")";
        return text.startsWith(before) && text.endsWith(after) && text.length() >= before.length() + after.length()
                ? text.substring(before.length(), text.length() - after.length())
                : text;
    }
}
