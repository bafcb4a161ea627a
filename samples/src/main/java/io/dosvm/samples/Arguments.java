package io.dosvm.samples;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The words after a sample's name: options with a value, switches, and the rest. */
final class Arguments {
    private final Map<String, String> options = new HashMap<>();
    private final List<String> rest = new ArrayList<>();

    /**
     * Reads the words.
     *
     * @param valued options that take a value, such as {@code --uri}
     * @param switches options that take none
     * @throws IllegalArgumentException if an option is not known or lacks its value
     */
    Arguments(String[] words, Set<String> valued, Set<String> switches) {
        for (int i = 0; i < words.length; i++) {
            String word = words[i];
            if (valued.contains(word)) {
                if (i + 1 == words.length) {
                    throw new IllegalArgumentException(word + " needs a value");
                }
                options.put(word, words[++i]);
            } else if (switches.contains(word)) {
                options.put(word, "");
            } else if (word.startsWith("--")) {
                throw new IllegalArgumentException(
                        "no such option: " + word + "; there are " + valued + " and " + switches);
            } else {
                rest.add(word);
            }
        }
    }

    Optional<String> value(String option) {
        return Optional.ofNullable(options.get(option));
    }

    boolean has(String option) {
        return options.containsKey(option);
    }

    List<String> rest() {
        return rest;
    }
}
