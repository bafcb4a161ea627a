package io.dosvm.libvirt.xml.install;

import java.util.ArrayList;
import java.util.List;

/** Words in a shell's quotation, as virt-install splits them: quotes and backslashes only, nothing is expanded. */
final class ShellWords {
    private ShellWords() {}

    /**
     * The words of a text.
     *
     * @throws IllegalArgumentException if a quotation or an escape does not end
     */
    static List<String> of(String text) {
        List<String> words = new ArrayList<>();
        StringBuilder word = new StringBuilder();
        boolean begun = false;
        char quote = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && escapes(text, i, quote)) {
                if (++i == text.length()) {
                    throw new IllegalArgumentException("a backslash is the last character");
                }
                word.append(text.charAt(i));
                begun = true;
            } else if (quote != 0) {
                if (c == quote) {
                    quote = 0;
                } else {
                    word.append(c);
                }
            } else if (c == '\'' || c == '"') {
                quote = c;
                begun = true;
            } else if (c != ' ' && c != '\t' && c != '\r' && c != '\n') {
                word.append(c);
                begun = true;
            } else if (begun) {
                words.add(word.toString());
                word.setLength(0);
                begun = false;
            }
        }
        if (quote != 0) {
            throw new IllegalArgumentException("a quotation that begins with " + quote + " does not end");
        }
        if (begun) {
            words.add(word.toString());
        }
        return words;
    }

    /** Between single quotes a backslash is one, between double quotes it is unless it stands before one or a quote. */
    private static boolean escapes(String text, int at, char quote) {
        char next = at + 1 < text.length() ? text.charAt(at + 1) : 0;
        return quote == 0 || quote == '"' && (next == '"' || next == '\\');
    }
}
