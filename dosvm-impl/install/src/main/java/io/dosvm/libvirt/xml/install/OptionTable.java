package io.dosvm.libvirt.xml.install;

import io.dosvm.libvirt.xml.View;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** virt-install's options that are elements, read from their table. */
final class OptionTable {
    /** One option: where its element goes, what it is, what a bare value means, and its short names. */
    record Option(
            String name,
            String place,
            boolean many,
            Class<? extends View<?, ?>> view,
            String first,
            Map<String, String> shorts,
            List<Pattern> beyond) {
        /** The dotted path that a suboption means. */
        String path(String suboption) {
            String found = shorts.get(suboption);
            if (found != null) {
                return found;
            }
            // seclabel1.model: what is short is the word in front, without its number
            Matcher front = FRONT.matcher(suboption);
            String path = front.matches() ? shorts.get(front.group(1) + ".") : null;
            return path == null
                    ? suboption
                    : path.substring(0, path.length() - 1) + front.group(2) + suboption.substring(front.end(2));
        }

        /** Whether virt-install writes a suboption that libvirt's schemas do not have for this element. */
        boolean isBeyondSchemas(String suboption) {
            return beyond.stream().anyMatch(b -> b.matcher(suboption).matches());
        }
    }

    private static final Pattern FRONT = Pattern.compile("([A-Za-z_]+)([0-9]*)\\..*");
    private final Map<String, Option> options = new HashMap<>();

    OptionTable() {
        try (InputStream in = Objects.requireNonNull(OptionTable.class.getResourceAsStream("options.txt"));
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            Map<String, String> shorts = new HashMap<>();
            List<Pattern> beyond = new ArrayList<>();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] word = line.strip().split(" ");
                if (line.isBlank() || line.startsWith("#")) {
                    continue;
                }
                if (word[0].equals("!")) {
                    beyond.add(Pattern.compile(word[1]));
                } else if (line.startsWith(" ")) {
                    shorts.put(word[0], word[1]);
                } else {
                    shorts = new HashMap<>();
                    beyond = new ArrayList<>();
                    boolean many = word[1].endsWith("*");
                    String place = many ? word[1].substring(0, word[1].length() - 1) : word[1];
                    String first = word.length > 3 ? word[3] : "";
                    options.put(word[0], new Option(word[0], place, many, view(word[2]), first, shorts, beyond));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @SuppressWarnings("unchecked") // the table names views
    private static Class<? extends View<?, ?>> view(String name) {
        try {
            return (Class<? extends View<?, ?>>) Class.forName(View.class.getPackageName() + '.' + name);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("the table of options names no view: " + name, e);
        }
    }

    Optional<Option> find(String name) {
        return Optional.ofNullable(options.get(name));
    }

    Map<String, Option> all() {
        return Map.copyOf(options);
    }
}
