package io.dosvm.samples;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The words after a sample's name: options with a value, and switches. */
final class Arguments {
    private final Map<String, String> options = new HashMap<>();

    /**
     * Reads the words.
     *
     * @param valued options that take a value, such as {@code --uri}
     * @param switches options that take none
     * @throws IllegalArgumentException if a word is not known or an option lacks its value
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
            } else {
                throw new IllegalArgumentException(
                        "no such option: " + word + "; there are " + valued + " and " + switches);
            }
        }
    }

    Optional<String> value(String option) {
        return Optional.ofNullable(options.get(option));
    }

    boolean has(String option) {
        return options.containsKey(option);
    }

    /**
     * Refuses options that would be passed over.
     *
     * @param with what they do not go with
     * @throws IllegalArgumentException if one of them is there
     */
    void refuse(String with, String... others) {
        for (String option : others) {
            if (has(option)) {
                throw new IllegalArgumentException(option + " has no meaning with " + with);
            }
        }
    }
}
