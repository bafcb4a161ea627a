package io.dosvm.engine.kernel;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/** The rules of names. Pure. */
public final class Names {
    private static final Pattern ANY = Pattern.compile("[\\p{L}\\p{Nd}][\\p{L}\\p{M}\\p{Nd}._-]{0,63}");
    private static final Pattern ASCII = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,63}");
    private static final int MAX_DESCRIPTION = 1000;

    private Names() {}

    /** A name of letters and digits of any script. */
    public static void check(Violations violations, String name) {
        violations.check(
                ANY.matcher(name).matches() && Normalizer.isNormalized(name, Normalizer.Form.NFC),
                "name",
                name,
                "1–64 letters, digits, '.', '_' or '-', the first a letter or digit, in Unicode normal form C");
    }

    /** A name that also stands where only ASCII may. */
    public static void checkAscii(Violations violations, String name) {
        violations.check(
                ASCII.matcher(name).matches(),
                "name",
                name,
                "1–64 of A–Z, a–z, 0–9, '.', '_' or '-', the first a letter or digit");
    }

    /** What a thing is for. */
    public static void checkDescription(Violations violations, String text) {
        violations.check(
                text.length() <= MAX_DESCRIPTION && text.codePoints().noneMatch(Character::isISOControl),
                "description",
                text,
                "up to 1,000 characters without control characters");
    }

    /** What is compared: equal for names that differ only in case. */
    public static String key(String name) {
        return Normalizer.normalize(name, Normalizer.Form.NFC).toLowerCase(Locale.ROOT);
    }
}
