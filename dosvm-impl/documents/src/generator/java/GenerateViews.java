import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;

/**
 * Writes the typed views from the description in src/main/dosvm-xml; run by the build before it compiles. Arguments:
 * the folder of the description, the folder for Java sources, the folder for resources.
 */
public final class GenerateViews {
    private static final String BASE = Description.BASE;

    private final Description description = new Description();
    private final Map<String, Description.Type> types = description.types;
    private final Map<String, Description.Vocabulary> vocabularies = description.vocabularies;
    private final Map<String, String> elementOf = new HashMap<>();
    private final Set<Path> written = new HashSet<>();

    public static void main(String[] args) throws IOException {
        GenerateViews generator = new GenerateViews();
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> folder = Files.newDirectoryStream(Path.of(args[0]), "*.txt")) {
            folder.forEach(files::add);
        }
        files.sort(null);
        for (Path file : files) {
            generator.description.read(file);
        }
        generator.write(Path.of(args[1]), Path.of(args[2]));
    }

    private void write(Path sources, Path resources) throws IOException {
        for (Description.Type type : types.values()) {
            for (Description.Property p : type.properties()) {
                if (types.containsKey(p.type())) {
                    elementOf.putIfAbsent(p.type(), p.key());
                } else if (!p.type().equals("any")
                        && !vocabularies.containsKey(p.type())
                        && !ViewSource.VALUES.containsKey(p.type())
                        && !p.type().equals("flag")) {
                    throw new IOException(type.name() + ": " + p.key() + ": no type " + p.type());
                }
            }
        }
        Map<String, KindsSource> packages = new TreeMap<>();
        StringBuilder index = new StringBuilder();
        for (Description.Type type : types.values()) {
            KindsSource kinds = packages.computeIfAbsent(type.pkg(), pkg -> new KindsSource(pkg, description));
            String view = new ViewSource(description, Description.separated(type), kinds).text(element(type));
            put(sources, type.pkg(), type.name(), view);
            index.append(type.pkg()).append('.').append(type.name());
            if (type.documentElement() != null) {
                index.append(" <").append(type.documentElement()).append('>');
            }
            index.append('\n');
            for (Description.Property p : Description.separated(type).properties()) {
                index.append(indexed(type, p));
            }
        }
        for (Description.Vocabulary words : vocabularies.values()) {
            put(sources, words.pkg(), words.name(), vocabulary(words));
        }
        for (Map.Entry<String, KindsSource> entry : packages.entrySet()) {
            String pkg = entry.getKey();
            KindsSource kinds = entry.getValue();
            put(sources, pkg, kinds.name(), kinds.text());
            put(sources, pkg, Description.capitalised(pkg) + "Part", kinds.part());
            put(sources, pkg, Description.capitalised(pkg) + "Builder", kinds.builder());
            put(
                    sources,
                    pkg,
                    "package-info",
                    "/** Typed views of libvirt's " + pkg + " documents, generated from their "
                            + "description. */\n@org.jspecify.annotations.NullMarked\npackage " + BASE + "." + pkg
                            + ";\n");
        }
        removeOthers(sources);
        List<String> names = written.stream()
                .map(file -> '"' + file.toString().replace("\\", "\\\\") + '"')
                .sorted()
                .toList();
        Files.write(sources.resolveSibling(sources.getFileName() + ".txt"), names);
        Path target = resources.resolve(BASE.replace('.', '/')).resolve("accessors.txt");
        Files.createDirectories(target.getParent());
        Files.writeString(target, index);
    }

    /** A line of the index: what its reader can guess is left out. */
    private String indexed(Description.Type type, Description.Property p) {
        Description.Type child = types.get(p.type());
        Description.Vocabulary words = vocabularies.get(p.type());
        String pkg = child != null ? child.pkg() : words != null ? words.pkg() : "";
        String target = pkg.isEmpty() ? p.type() : pkg.equals(type.pkg()) ? "." + p.type() : pkg + "." + p.type();
        String line = " " + p.key() + (p.many() ? "*" : "") + " " + (guessed(p).equals(p.name()) ? "" : p.name());
        return line
                + (target.equals("string") ? "" : " " + target)
                + (p.argument().isEmpty() ? "" : " " + p.argument())
                + "\n";
    }

    /** The accessor's name that follows from the key alone. */
    private static String guessed(Description.Property p) {
        return p.key().startsWith("@") ? p.key().substring(1) : p.key() + (p.many() ? "s" : "");
    }

    /** The name of the element that a new one of a type is. */
    private String element(Description.Type type) {
        return type.documentElement() != null
                ? type.documentElement()
                : elementOf.getOrDefault(type.name(), Description.decapitalised(type.name()));
    }

    /** What an earlier description asked for and this one does not. */
    private void removeOthers(Path sources) throws IOException {
        try (Stream<Path> all = Files.walk(sources)) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                if (!written.contains(file)) {
                    Files.delete(file);
                }
            }
        }
    }

    private void put(Path sources, String pkg, String name, String source) throws IOException {
        String text = onOneLine(source);
        Path file = sources.resolve(BASE.replace('.', '/')).resolve(pkg).resolve(name + ".java");
        written.add(file);
        Files.createDirectories(file.getParent());
        if (!Files.exists(file) || !Files.readString(file).equals(text)) {
            Files.writeString(file, text);
        }
    }

    /**
     * Puts the body of a class on one line: the tables of line numbers, of which nobody has any use in generated code,
     * would make the jar a tenth larger.
     */
    private static String onOneLine(String source) {
        int body = Math.max(source.indexOf("public final class"), source.indexOf("final class"));
        return body < 0
                ? source
                : source.substring(0, body) + source.substring(body).replaceAll("\\s+", " ") + "\n";
    }

    private static String vocabulary(Description.Vocabulary v) {
        StringBuilder s = new StringBuilder();
        s.append("package ").append(BASE).append('.').append(v.pkg()).append(";\n\n");
        s.append("/** Words that libvirt knows here; others are kept as they are.\n *\n * @since 0.1 */\n");
        s.append("public final class ")
                .append(v.name())
                .append(" extends ")
                .append(BASE)
                .append(".Word {\n");
        List<String> constants = new ArrayList<>();
        for (String word : v.words()) {
            String constant = word.replaceAll("[^A-Za-z0-9]+", "_").toUpperCase(Locale.ROOT);
            constant = Character.isDigit(constant.charAt(0)) ? "V" + constant : constant;
            while (constants.contains(constant)) {
                constant += "_";
            }
            constants.add(constant);
            s.append("    public static final ")
                    .append(v.name())
                    .append(' ')
                    .append(constant)
                    .append(" = new " + v.name() + "(\"")
                    .append(word)
                    .append("\");\n");
        }
        s.append("\n    /** Any word, known or not. */\n    public ")
                .append(v.name())
                .append("(String raw) {\n        super(raw);\n    }\n}\n");
        return s.toString();
    }
}
