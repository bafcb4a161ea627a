import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import javax.lang.model.SourceVersion;

/** The description of the documents in src/main/dosvm-xml, read. */
final class Description {
    static final String BASE = "io.dosvm.libvirt.xml";

    /** One way down from an element: an attribute, a child, an attribute of a child, or the own text. */
    record Property(String key, boolean many, String type, String argument, String name, String adder) {}

    record Type(
            String name, String pkg, String documentElement, String comment, String helper, List<Property> properties) {
        String fullName() {
            return BASE + "." + pkg + "." + name;
        }
    }

    record Vocabulary(String name, String pkg, List<String> words) {}

    final Map<String, Type> types = new LinkedHashMap<>();
    final Map<String, Vocabulary> vocabularies = new LinkedHashMap<>();

    void read(Path file) throws IOException {
        String pkg = "";
        Map<String, String> documents = new HashMap<>();
        Type current = null;
        StringBuilder comment = new StringBuilder();
        int number = 0;
        for (String line : Files.readAllLines(file)) {
            number++;
            String[] word = line.strip().split("\\s+");
            if (line.isBlank()) {
                comment.setLength(0);
            } else if (line.startsWith("#")) {
                comment.append(line.substring(1).strip()).append('\n');
            } else if (word[0].equals("package")) {
                pkg = word[1];
            } else if (word[0].equals("document")) {
                documents.put(word[1], word[2].substring(1, word[2].length() - 1));
            } else if (word.length > 1 && word[1].equals("=")) {
                List<String> words = List.of(word).subList(2, word.length);
                vocabularies.put(word[0], new Vocabulary(word[0], pkg, words));
            } else if (!Character.isWhitespace(line.charAt(0))) {
                String helper = word.length == 3 && word[1].equals("with") ? word[2] : "";
                current = new Type(word[0], pkg, documents.get(word[0]), comment.toString(), helper, new ArrayList<>());
                if (types.put(word[0], current) != null) {
                    throw new IOException(file + ":" + number + ": " + word[0] + " is described twice");
                }
                comment.setLength(0);
            } else if (current != null) {
                current.properties.add(property(word));
            } else {
                throw new IOException(file + ":" + number + ": not understood: " + line);
            }
        }
    }

    /** {@code key type [argument] [as name[/adder]]}. */
    private static Property property(String[] word) {
        boolean many = word[0].length() > 1 && word[0].endsWith("*");
        String key = many ? word[0].substring(0, word[0].length() - 1) : word[0];
        int as = List.of(word).indexOf("as");
        String argument = word.length > 2 && as != 2 ? word[2] : "";
        String plain = key.equals(".") ? "value" : key.equals("*") ? "any" : javaName(key);
        String name = many ? plural(plain) : plain;
        String adder = plain;
        if (as > 0) {
            String[] names = word[as + 1].split("/");
            name = names[0];
            adder = names[names.length - 1];
        }
        return new Property(key, many, word[1], argument, safe(name), safe(adder));
    }

    private static String safe(String name) {
        return SourceVersion.isKeyword(name) ? name + "Value" : name;
    }

    private static String javaName(String key) {
        String[] parts = key.split("[^A-Za-z0-9]+");
        StringBuilder name = new StringBuilder();
        for (String part : parts) {
            if (!part.isEmpty()) {
                name.append(name.length() == 0 ? decapitalised(part) : capitalised(part));
            }
        }
        return name.toString();
    }

    static String decapitalised(String s) {
        return s.substring(0, 1).toLowerCase(Locale.ROOT) + s.substring(1);
    }

    static String capitalised(String s) {
        return s.substring(0, 1).toUpperCase(Locale.ROOT) + s.substring(1);
    }

    private static String plural(String s) {
        if (s.endsWith("s") && !s.endsWith("ss")) {
            return s;
        }
        if (s.endsWith("y") && !s.endsWith("ay") && !s.endsWith("ey")) {
            return s.substring(0, s.length() - 1) + "ies";
        }
        return s.endsWith("ss") || s.endsWith("x") || s.endsWith("ch") ? s + "es" : s + "s";
    }

    /** Gives an attribute another name than a child that is called the same. */
    static Type separated(Type type) {
        Set<String> names = new HashSet<>();
        type.properties.stream().filter(p -> !p.key.startsWith("@")).forEach(p -> names.add(p.name));
        List<Property> all = new ArrayList<>();
        for (Property p : type.properties) {
            boolean taken = p.key.startsWith("@") && names.contains(p.name);
            String name = taken ? p.name + "Attribute" : p.name;
            all.add(taken ? new Property(p.key, p.many, p.type, p.argument, name, name) : p);
        }
        return new Type(type.name, type.pkg, type.documentElement, type.comment, type.helper, all);
    }
}
