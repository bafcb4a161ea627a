package io.dosvm.engine.store;

import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One step of the schema: statements that end with {@code ;} at the end of a line.
 *
 * @param number its place in the order; the schema's version after it
 * @param name of the file, without ending
 * @param minimumReader the oldest schema version whose code can still work with the store after this script
 * @param statements in order
 */
public record Script(int number, String name, int minimumReader, List<String> statements) {
    private static final Pattern NAME = Pattern.compile("(\\d{3})-[a-z0-9-]+");
    private static final Pattern MINIMUM = Pattern.compile("(?m)^-- minimum reader: (\\d+)$");

    /** Keeps an immutable copy. */
    public Script {
        statements = List.copyOf(statements);
    }

    /** The script of a resource beside this class, {@code NNN-name}. */
    static Script resource(String name) {
        try (InputStream in = Script.class.getResourceAsStream("/io/dosvm/engine/store/" + name + ".sql")) {
            if (in == null) {
                throw new IllegalStateException("the script " + name + " is not in the jar");
            }
            return parse(name, new String(in.readAllBytes(), StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw DosvmException.of(ErrorCode.INTERNAL, "the script " + name + " cannot be read")
                    .cause(e)
                    .build();
        }
    }

    /** The script of a text. Comments are whole lines that begin with {@code --}. */
    public static Script parse(String name, String text) {
        Matcher matcher = NAME.matcher(name);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("a script is named NNN-name: " + name);
        }
        Matcher minimum = MINIMUM.matcher(text);
        String bare = text.replaceAll("(?m)^\\s*--.*$", "");
        List<String> statements = Arrays.stream(bare.split(";[ \\t]*(?:\\r?\\n|$)"))
                .map(String::strip)
                .filter(s -> !s.isEmpty())
                .toList();
        return new Script(
                Integer.parseInt(matcher.group(1)),
                name,
                minimum.find() ? Integer.parseInt(minimum.group(1)) : 1,
                statements);
    }
}
