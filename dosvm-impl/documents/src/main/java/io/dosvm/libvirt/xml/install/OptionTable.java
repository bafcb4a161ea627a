package io.dosvm.libvirt.xml.install;

import io.dosvm.libvirt.xml.View;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** virt-install's options that are elements, read from their table. */
final class OptionTable {
    /** One option: where its element goes, what it is, what a bare value means, and its short names. */
    record Option(
            String name,
            String place,
            boolean many,
            Class<? extends View<?, ?>> view,
            String first,
            Map<String, String> shorts) {
        /** The dotted path that a suboption means: its short name is looked up without its number. */
        String path(String suboption) {
            String found = shorts.get(suboption);
            if (found != null) {
                return found;
            }
            String plain = suboption.replaceAll("[0-9]+(?=\\.)", "");
            String path = shorts.get(plain);
            if (path == null || plain.equals(suboption)) {
                return suboption;
            }
            // seclabel1.model: the number goes behind the same word of the path.
            String word = suboption.replaceAll("^([A-Za-z_]+)[0-9]+\\..*", "$1");
            String number = suboption.replaceAll("^[A-Za-z_]+([0-9]+)\\..*", "$1");
            return path.replace(word + ".", word + number + ".");
        }
    }

    private final Map<String, Option> options = new HashMap<>();

    OptionTable() {
        try (InputStream in = Objects.requireNonNull(OptionTable.class.getResourceAsStream("options.txt"));
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            Map<String, String> shorts = new HashMap<>();
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] word = line.strip().split(" ");
                if (line.isBlank() || line.startsWith("#")) {
                    continue;
                }
                if (line.startsWith(" ")) {
                    shorts.put(word[0], word[1]);
                } else {
                    shorts = new HashMap<>();
                    boolean many = word[1].endsWith("*");
                    String place = many ? word[1].substring(0, word[1].length() - 1) : word[1];
                    String first = word.length > 3 ? word[3] : "";
                    options.put(word[0], new Option(word[0], place, many, view(word[2]), first, shorts));
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
