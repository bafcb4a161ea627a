package io.dosvm.libvirt;

import io.dosvm.error.DosvmException;
import io.dosvm.spi.Finding;
import io.dosvm.spi.Finding.Verdict;

/** Findings as the checks word them. */
final class Verdicts {
    private Verdicts() {}

    static Finding good(String what, String seen) {
        return new Finding(what, Verdict.GOOD, seen, "");
    }

    static Finding warning(String what, String seen, String fix) {
        return new Finding(what, Verdict.WARNING, seen, fix);
    }

    static Finding bad(String what, String seen, String fix) {
        return new Finding(what, Verdict.BAD, seen, fix);
    }

    static Finding unknown(String what, String seen, String fix) {
        return new Finding(what, Verdict.UNKNOWN, seen, fix);
    }

    /** What an exception tells: its code and message as seen, its hint, if it has one, as the fix. */
    static Finding of(String what, Verdict verdict, DosvmException failure, String otherwise) {
        return new Finding(what, verdict, text(failure), failure.hint().isEmpty() ? otherwise : failure.hint());
    }

    /** Code and message without the hint, which is the fix. */
    private static String text(DosvmException failure) {
        String text = String.valueOf(failure.getMessage());
        String hint = " (" + failure.hint() + ")";
        return text.endsWith(hint) ? text.substring(0, text.length() - hint.length()) : text;
    }

    static String install(String debian, String fedora) {
        return "'apt-get install " + debian + "' on Debian, 'dnf install " + fedora + "' on Fedora";
    }
}
