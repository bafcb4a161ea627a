package io.dosvm;

import io.dosvm.error.ValidationException;
import io.dosvm.error.Violation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * On whose behalf something is done.
 *
 * @param name the account, or {@code system}: 1–255 characters without control characters
 * @param address where the caller came from, or empty for this process: up to 255 characters without control characters
 * @since 0.1
 */
public record Caller(String name, String address) {
    /** The embedding program itself. */
    public static final Caller SYSTEM = new Caller("system", "");

    private static final int LONGEST = 255;

    /**
     * A caller as the audit log can keep it.
     *
     * @throws ValidationException {@code INVALID} for a name or an address that it cannot keep
     */
    public Caller {
        List<Violation> violations = new ArrayList<>();
        // The log finds names in lower case, which may be longer.
        if (name.isEmpty() || !fits(name) || !fits(name.toLowerCase(Locale.ROOT))) {
            violations.add(new Violation(
                    "caller.name", shown(name), "1–" + LONGEST + " characters without control characters"));
        }
        if (!fits(address)) {
            violations.add(new Violation(
                    "caller.address", shown(address), "up to " + LONGEST + " characters without control characters"));
        }
        if (!violations.isEmpty()) {
            throw new ValidationException(violations);
        }
    }

    private static boolean fits(String text) {
        return text.length() <= LONGEST && text.codePoints().noneMatch(Caller::unfit);
    }

    /** Control characters, and halves of characters, which no database keeps. */
    private static boolean unfit(int character) {
        return Character.isISOControl(character) || Character.getType(character) == Character.SURROGATE;
    }

    private static String shown(String text) {
        StringBuilder shown = new StringBuilder();
        text.codePoints().limit(80).forEach(c -> {
            if (unfit(c)) {
                shown.append(String.format(Locale.ROOT, "\\u%04x", c));
            } else {
                shown.appendCodePoint(c);
            }
        });
        return shown.toString();
    }
}
