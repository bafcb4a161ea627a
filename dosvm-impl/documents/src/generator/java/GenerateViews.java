import java.io.IOException;
import java.nio.file.DirectoryStream;
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
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.lang.model.SourceVersion;

/**
 * Writes the typed views from the description in src/main/dosvm-xml; run by the build before it compiles. Arguments:
 * the folder of the description, the folder for Java sources, the folder for resources.
 */
public final class GenerateViews {
    private static final String BASE = "io.dosvm.libvirt.xml";

    /** One way down from an element: an attribute, a child, an attribute of a child, or the own text. */
    record Property(String key, boolean many, String type, String argument, String name, String adder) {}

    record Type(String name, String pkg, String documentElement, String comment, List<Property> properties) {
        String fullName() {
            return BASE + "." + pkg + "." + name;
        }
    }

    record Vocabulary(String name, String pkg, List<String> words) {}

    private final Map<String, Type> types = new LinkedHashMap<>();
    private final Map<String, Vocabulary> vocabularies = new LinkedHashMap<>();
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
            generator.read(file);
        }
        generator.write(Path.of(args[1]), Path.of(args[2]));
    }

    private void read(Path file) throws IOException {
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
                current = new Type(word[0], pkg, documents.get(word[0]), comment.toString(), new ArrayList<>());
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

    private static String decapitalised(String s) {
        return s.substring(0, 1).toLowerCase(Locale.ROOT) + s.substring(1);
    }

    private static String capitalised(String s) {
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

    private void write(Path sources, Path resources) throws IOException {
        for (Type type : types.values()) {
            for (Property p : type.properties) {
                if (types.containsKey(p.type)) {
                    elementOf.putIfAbsent(p.type, p.key);
                } else if (!p.type.equals("any")
                        && !vocabularies.containsKey(p.type)
                        && !VALUES.containsKey(p.type)
                        && !p.type.equals("flag")) {
                    throw new IOException(type.name + ": " + p.key + ": no type " + p.type);
                }
            }
        }
        Map<String, Boolean> packages = new TreeMap<>();
        StringBuilder index = new StringBuilder();
        for (Type type : types.values()) {
            packages.put(type.pkg, true);
            put(sources, type.pkg, type.name, new ViewSource(separated(type)).text());
            index.append(type.pkg).append('.').append(type.name);
            if (type.documentElement != null) {
                index.append(" <").append(type.documentElement).append('>');
            }
            index.append('\n');
            for (Property p : separated(type).properties) {
                index.append(' ')
                        .append(p.key)
                        .append(p.many ? "*" : "")
                        .append(' ')
                        .append(p.name)
                        .append(' ');
                Type child = types.get(p.type);
                Vocabulary words = vocabularies.get(p.type);
                index.append(
                        child != null ? child.pkg + "." + p.type : words != null ? words.pkg + "." + p.type : p.type);
                index.append(p.argument.isEmpty() ? "" : " " + p.argument).append('\n');
            }
        }
        for (Vocabulary words : vocabularies.values()) {
            put(sources, words.pkg, words.name, vocabulary(words));
        }
        for (String pkg : packages.keySet()) {
            put(
                    sources,
                    pkg,
                    "package-info",
                    "/** Typed views of libvirt's " + pkg + " documents, generated from their "
                            + "description. */\n@org.jspecify.annotations.NullMarked\npackage " + BASE + "." + pkg
                            + ";\n");
        }
        removeOthers(sources);
        Path target = resources.resolve(BASE.replace('.', '/')).resolve("accessors.txt");
        Files.createDirectories(target.getParent());
        Files.writeString(target, index);
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

    /** Gives an attribute another name than a child that is called the same. */
    private static Type separated(Type type) {
        Set<String> names = new HashSet<>();
        type.properties.stream().filter(p -> !p.key.startsWith("@")).forEach(p -> names.add(p.name));
        List<Property> all = new ArrayList<>();
        for (Property p : type.properties) {
            boolean taken = p.key.startsWith("@") && names.contains(p.name);
            String name = taken ? p.name + "Attribute" : p.name;
            all.add(taken ? new Property(p.key, p.many, p.type, p.argument, name, name) : p);
        }
        return new Type(type.name, type.pkg, type.documentElement, type.comment, all);
    }

    private void put(Path sources, String pkg, String name, String text) throws IOException {
        Path file = sources.resolve(BASE.replace('.', '/')).resolve(pkg).resolve(name + ".java");
        written.add(file);
        Files.createDirectories(file.getParent());
        if (!Files.exists(file) || !Files.readString(file).equals(text)) {
            Files.writeString(file, text);
        }
    }

    private static String vocabulary(Vocabulary v) {
        StringBuilder s = new StringBuilder();
        s.append("package ").append(BASE).append('.').append(v.pkg).append(";\n\n");
        s.append("/** Words that libvirt knows here; others are kept as they are.\n *\n * @since 0.1 */\n");
        s.append("public final class ")
                .append(v.name)
                .append(" extends ")
                .append(BASE)
                .append(".Word {\n");
        List<String> constants = new ArrayList<>();
        for (String word : v.words) {
            String constant = word.replaceAll("[^A-Za-z0-9]+", "_").toUpperCase(Locale.ROOT);
            constant = Character.isDigit(constant.charAt(0)) ? "V" + constant : constant;
            while (constants.contains(constant)) {
                constant += "_";
            }
            constants.add(constant);
            s.append("    public static final ")
                    .append(v.name)
                    .append(' ')
                    .append(constant)
                    .append(" = of(\"")
                    .append(word)
                    .append("\");\n");
        }
        s.append("\n    private ").append(v.name).append("(String raw) {\n        super(raw);\n    }\n\n");
        s.append("    /** Any word, known or not. */\n    public static ")
                .append(v.name)
                .append(" of(String raw) {\n        return new ")
                .append(v.name)
                .append("(raw);\n    }\n\n");
        s.append("    /** The words known to this version. */\n    public static java.util.List<")
                .append(v.name)
                .append("> known() {\n        return java.util.List.of(")
                .append(String.join(", ", constants))
                .append(");\n    }\n}\n");
        return s.toString();
    }

    /** How a value type is read and written: what the accessor returns, what the setter takes, the helpers. */
    record ValueType(String returned, String taken, String read, String write, String item) {}

    private static final Map<String, ValueType> VALUES = Map.ofEntries(
            Map.entry("string", new ValueType("Optional<String>", "String", "string", "set", "String")),
            Map.entry("yesno", new ValueType("Optional<Boolean>", "boolean", "yesNo", "yesNo", "")),
            Map.entry("onoff", new ValueType("Optional<Boolean>", "boolean", "onOff", "onOff", "")),
            Map.entry("int", new ValueType("OptionalInt", "int", "int32", "set", "")),
            Map.entry("long", new ValueType("OptionalLong", "long", "int64", "set", "")),
            Map.entry("hex", new ValueType("OptionalInt", "int", "hex32", "hex", "")),
            Map.entry("hexlong", new ValueType("OptionalLong", "long", "hex64", "hex", "")),
            Map.entry("double", new ValueType("OptionalDouble", "double", "real", "set", "")),
            Map.entry("uuid", new ValueType("Optional<UUID>", "UUID", "uuid", "set", "")),
            Map.entry("mac", new ValueType("Optional<MacAddress>", "MacAddress", "mac", "set", "")),
            Map.entry("ip", new ValueType("Optional<IpAddress>", "IpAddress", "ip", "set", "")),
            Map.entry("cpuset", new ValueType("Optional<CpuSet>", "CpuSet", "cpuSet", "set", "")),
            Map.entry("size", new ValueType("Optional<Size>", "Size", "size", "size", "")));

    /** Writes one view class with its builder. */
    private final class ViewSource {
        private final Type type;
        private final StringBuilder view = new StringBuilder();
        private final StringBuilder builder = new StringBuilder();

        ViewSource(Type type) {
            this.type = type;
        }

        String text() {
            boolean root = type.documentElement != null;
            String name = type.name;
            String element = root ? type.documentElement : elementOf.getOrDefault(name, decapitalised(name));
            String from = root ? "Document" : "Element";
            for (Property p : type.properties) {
                if (types.containsKey(p.type)) {
                    child(p, types.get(p.type));
                } else if (p.type.equals("flag")) {
                    flag(p);
                } else if (p.type.equals("any")) {
                    any(p);
                } else {
                    value(p);
                }
            }
            StringBuilder order = new StringBuilder();
            for (Property p : type.properties) {
                if (!p.key.contains("@") && !p.key.equals(".") && !p.key.equals("*")) {
                    order.append(order.length() == 0 ? "" : " ").append(p.key);
                }
            }
            StringBuilder s = new StringBuilder();
            s.append("package ").append(BASE).append('.').append(type.pkg).append(";\n\n");
            s.append("import ")
                    .append(BASE)
                    .append(".*;\nimport java.util.ArrayList;\nimport java.util.List;\nimport java.util.Optional;\n")
                    .append("import java.util.OptionalDouble;\n"
                            + "import java.util.OptionalInt;\n"
                            + "import java.util.OptionalLong;\n")
                    .append("import java.util.UUID;\nimport java.util.function.Consumer;\n")
                    .append("import java.util.function.Predicate;\n");
            for (String other : importedTypes()) {
                s.append("import ").append(BASE).append('.').append(other).append(";\n");
            }
            String doc = type.comment.isBlank() ? "The {@code " + element + "} element." : type.comment.strip();
            s.append("\n/**\n * ").append(doc.replace("\n", "\n * ")).append("\n *\n * @since 0.1\n */\n");
            s.append("public final class ")
                    .append(name)
                    .append(" extends ")
                    .append(root ? "DocumentView" : "View")
                    .append(" {\n");
            s.append("    /** A view of what was read. */\n    public ")
                    .append(name)
                    .append('(')
                    .append(from)
                    .append(" from) {\n        super(from);\n    }\n\n");
            if (root) {
                s.append("    /** A view of an element inside another document. */\n    public ")
                        .append(name)
                        .append("(Element from) {\n        super(Document.of(from));\n    }\n\n");
            }
            s.append("    /** Reads it from XML.\n     *\n     * @throws XmlException with line and column */\n")
                    .append("    public static ")
                    .append(name)
                    .append(" parse(String xml) {\n        return new ")
                    .append(name)
                    .append(
                            root
                                    ? "(checked(Document.parse(xml), \"" + element + "\"));\n    }\n\n"
                                    : "(Element.parse(xml));\n    }\n\n");
            s.append("    /** Builds a new one. */\n    public static ")
                    .append(name)
                    .append(" of(Consumer<Builder> fill) {\n        ElementBuilder e = begin(\"")
                    .append(element)
                    .append("\");\n        fill.accept(new Builder(e));\n        return new ")
                    .append(name)
                    .append("(e.build());\n    }\n\n");
            s.append("    /** A changed copy: what is not touched stays as it is. */\n    public ")
                    .append(name)
                    .append(" edit(Consumer<Builder> change) {\n        ElementBuilder e = begin();\n")
                    .append("        change.accept(new Builder(e));\n        return new ")
                    .append(name)
                    .append(root ? "(document().with(e.build()));\n    }\n" : "(e.build());\n    }\n");
            s.append(view);
            s.append("\n    /** Builds and edits a {@link ").append(name).append("}. */\n");
            s.append("    public static final class Builder extends ViewBuilder {\n");
            s.append("        /** For the builder of what contains it. */\n"
                            + "        public Builder(ElementBuilder element) {\n"
                            + "            super(element, \"")
                    .append(order)
                    .append("\");\n        }\n");
            s.append(builder).append("    }\n}\n");
            return s.toString();
        }

        private Set<String> importedTypes() {
            Set<String> found = new TreeSet<>();
            for (Property p : type.properties) {
                Type t = types.get(p.type);
                Vocabulary v = vocabularies.get(p.type);
                String pkg = t != null ? t.pkg : v != null ? v.pkg : type.pkg;
                if (!pkg.equals(type.pkg)) {
                    found.add(pkg + "." + p.type);
                }
            }
            return found;
        }

        private String what(Property p) {
            String key = p.key;
            int at = key.indexOf('@');
            if (key.equals(".")) {
                return "The text";
            }
            if (at == 0) {
                return "The attribute {@code " + key.substring(1) + "}";
            }
            return at < 0
                    ? "{@code <" + key + ">}"
                    : "The attribute {@code " + key.substring(at + 1) + "} of {@code <" + key.substring(0, at) + ">}";
        }

        private void method(StringBuilder to, int depth, String doc, String head, String... body) {
            String in = "    ".repeat(depth);
            to.append('\n').append(in).append("/** ").append(doc).append(" */\n");
            to.append(in).append("public ").append(head).append(" {\n");
            for (String line : body) {
                to.append(in).append("    ").append(line).append('\n');
            }
            to.append(in).append("}\n");
        }

        private void set(String doc, String head, String... body) {
            List<String> lines = new ArrayList<>(List.of(body));
            lines.add("return this;");
            method(builder, 2, doc, "Builder " + head, lines.toArray(String[]::new));
        }

        private void clear(Property p) {
            set(
                    "Removes " + decapitalised(what(p)) + ".",
                    "remove" + capitalised(p.name) + "()",
                    "clear(\"" + p.key + "\");");
        }

        private void value(Property p) {
            ValueType v = VALUES.get(p.type);
            String k = "\"" + p.key + "\"";
            if (v == null) {
                word(p, k);
                return;
            }
            if (p.many) {
                list(p, k, v.taken.equals("int") ? "Integer" : v.taken.equals("long") ? "Long" : v.taken, v);
                return;
            }
            String argument = p.type.equals("size")
                    ? ", Size.Unit." + (p.argument.equals("B") ? "BYTES" : p.argument.toUpperCase(Locale.ROOT))
                    : "";
            method(
                    view,
                    1,
                    what(p) + ".",
                    v.returned + " " + p.name + "()",
                    "return " + v.read + "(" + k + argument + ");");
            set(
                    "Sets " + decapitalised(what(p)) + ".",
                    p.name + "(" + v.taken + " value)",
                    v.write + "(" + k + ", value);");
            clear(p);
        }

        private void word(Property p, String k) {
            if (p.many) {
                list(p, k, p.type, null);
                return;
            }
            method(
                    view,
                    1,
                    what(p) + ".",
                    "Optional<" + p.type + "> " + p.name + "()",
                    "String v = value(" + k + ");",
                    "return v == null ? Optional.empty() : Optional.of(" + p.type + ".of(v));");
            set("Sets " + decapitalised(what(p)) + ".", p.name + "(" + p.type + " value)", "set(" + k + ", value);");
            clear(p);
        }

        private void list(Property p, String k, String item, ValueType v) {
            String convert = v == null
                    ? item + ".of(v)"
                    : switch (p.type) {
                        case "string" -> "v";
                        case "int" -> "Integer.valueOf(v.strip())";
                        case "long" -> "Long.valueOf(v.strip())";
                        default -> throw new IllegalStateException(type.name + ": a list of " + p.type);
                    };
            method(
                    view,
                    1,
                    "The texts of {@code <" + p.key + ">}, in order.",
                    "List<" + item + "> " + p.name + "()",
                    "List<" + item + "> all = new ArrayList<>();",
                    "for (String v : strings(" + k + ")) {",
                    "    all.add(" + convert + ");",
                    "}",
                    "return List.copyOf(all);");
            set(
                    "Adds a {@code <" + p.key + ">}.",
                    p.adder + "(" + item + " value)",
                    "added(" + k + ").text(value.toString());");
            set(
                    "Replaces all {@code <" + p.key + ">}.",
                    p.name + "(List<" + item + "> values)",
                    "texts(" + k + ", values);");
        }

        private void flag(Property p) {
            method(
                    view,
                    1,
                    "Whether there is a {@code <" + p.key + "/>}.",
                    "boolean " + p.name + "()",
                    "return flag(\"" + p.key + "\");");
            set(
                    "Adds or removes {@code <" + p.key + "/>}.",
                    p.name + "(boolean present)",
                    "flag(\"" + p.key + "\", present);");
        }

        private void any(Property p) {
            method(
                    view,
                    1,
                    "The elements of other applications, as they are.",
                    "List<Element> foreign()",
                    "return element().children();");
            set("Adds an element of another application.", "foreign(Element element)", "raw().child(element);");
        }

        private void child(Property p, Type t) {
            String k = "\"" + p.key + "\"";
            String n = t.name;
            if (!p.many) {
                method(
                        view,
                        1,
                        what(p) + ".",
                        "Optional<" + n + "> " + p.name + "()",
                        "Element e = child(" + k + ");",
                        "return e == null ? Optional.empty() : Optional.of(new " + n + "(e));");
                set(
                        "Fills or changes " + decapitalised(what(p)) + ".",
                        p.name + "(Consumer<" + n + ".Builder> change)",
                        "change.accept(new " + n + ".Builder(nested(" + k + ")));");
                set("Replaces " + decapitalised(what(p)) + ".", p.name + "(" + n + " value)", "put(" + k + ", value);");
                clear(p);
                return;
            }
            method(
                    view,
                    1,
                    "All {@code <" + p.key + ">}, in order.",
                    "List<" + n + "> " + p.name + "()",
                    "List<" + n + "> all = new ArrayList<>();",
                    "for (Element e : children(" + k + ")) {",
                    "    all.add(new " + n + "(e));",
                    "}",
                    "return List.copyOf(all);");
            set(
                    "Adds a {@code <" + p.key + ">}.",
                    p.adder + "(Consumer<" + n + ".Builder> fill)",
                    "fill.accept(new " + n + ".Builder(added(" + k + ")));");
            set("Adds a {@code <" + p.key + ">}.", p.adder + "(" + n + " value)", "add(" + k + ", value);");
            set(
                    "Replaces all {@code <" + p.key + ">}.",
                    p.name + "(List<" + n + "> values)",
                    "all(" + k + ", values);");
            set(
                    "Changes those {@code <" + p.key + ">} that match.",
                    "edit" + capitalised(p.name) + "(Predicate<" + n + "> which, Consumer<" + n + ".Builder> change)",
                    "for (ElementBuilder e : opened(" + k + ")) {",
                    "    if (which.test(new " + n + "(e.build()))) {",
                    "        change.accept(new " + n + ".Builder(e));",
                    "    }",
                    "}");
            set(
                    "Removes those {@code <" + p.key + ">} that match.",
                    "remove" + capitalised(p.name) + "(Predicate<" + n + "> which)",
                    "for (ElementBuilder e : opened(" + k + ")) {",
                    "    if (which.test(new " + n + "(e.build()))) {",
                    "        drop(e);",
                    "    }",
                    "}");
        }
    }
}
