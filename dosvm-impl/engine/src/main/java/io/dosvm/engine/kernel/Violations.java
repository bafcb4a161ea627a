package io.dosvm.engine.kernel;

import io.dosvm.error.ValidationException;
import io.dosvm.error.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Collects every violation of one call, to throw them all at once. Pure: no I/O. */
public final class Violations {
    private final List<Violation> found = new ArrayList<>();

    /** Adds one, if the value is not right. */
    public Violations check(boolean right, String field, Object value, String rule) {
        if (!right) {
            found.add(new Violation(field, shown(value), rule));
        }
        return this;
    }

    /** Reads a value, or adds the reader's complaint and gives nothing. */
    public <T> Optional<T> parse(String field, String text, Function<String, T> reader) {
        try {
            return Optional.of(reader.apply(text));
        } catch (IllegalArgumentException | ArithmeticException e) {
            found.add(new Violation(field, shown(text), String.valueOf(e.getMessage())));
            return Optional.empty();
        }
    }

    /** Whether nothing was found so far. */
    public boolean none() {
        return found.isEmpty();
    }

    /** Throws one exception over all, if there are any. */
    public void refuse() {
        if (!found.isEmpty()) {
            throw new ValidationException(found);
        }
    }

    /** Values go into messages and logs: control characters are shown, length is bounded. */
    private static String shown(Object value) {
        StringBuilder text = new StringBuilder();
        String.valueOf(value).codePoints().limit(80).forEach(c -> {
            if (Character.isISOControl(c)) {
                text.append(String.format("\\u%04x", c));
            } else {
                text.appendCodePoint(c);
            }
        });
        return text.toString();
    }
}
