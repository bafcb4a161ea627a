import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Writes one view class with its builder. */
final class ViewSource {
    private static final String BASE = Description.BASE;

    /** How a value type is read and written: what the accessor returns, what the setter takes, the helpers. */
    record ValueType(String returned, String taken, String read, String write, String item) {}

    static final Map<String, ValueType> VALUES = Map.ofEntries(
            Map.entry("string", new ValueType("Optional<String>", "String", "string", "set", "String")),
            Map.entry("yesno", new ValueType("Optional<Boolean>", "boolean", "yesNo", "yesNo", "")),
            Map.entry("onoff", new ValueType("Optional<Boolean>", "boolean", "onOff", "onOff", "")),
            Map.entry("int", new ValueType("OptionalInt", "int", "int32", "set", "")),
            Map.entry("long", new ValueType("OptionalLong", "long", "int64", "set", "")),
            Map.entry("hex", new ValueType("OptionalInt", "int", "hex32", "hex", "")),
            Map.entry("octal", new ValueType("OptionalInt", "int", "octal", "octal", "")),
            Map.entry("hexlong", new ValueType("OptionalLong", "long", "hex64", "hex", "")),
            Map.entry("double", new ValueType("OptionalDouble", "double", "real", "set", "")),
            Map.entry("uuid", new ValueType("Optional<UUID>", "UUID", "uuid", "set", "")),
            Map.entry("mac", new ValueType("Optional<MacAddress>", "MacAddress", "mac", "set", "")),
            Map.entry("ip", new ValueType("Optional<IpAddress>", "IpAddress", "ip", "set", "")),
            Map.entry("cpuset", new ValueType("Optional<CpuSet>", "CpuSet", "cpuSet", "set", "")),
            Map.entry("size", new ValueType("Optional<Size>", "Size", "size", "size", "")));

    private final Description.Type type;
    private final Map<String, Description.Type> types;
    private final Map<String, Description.Vocabulary> vocabularies;
    private final Map<String, String> elementOf;
    private final StringBuilder view = new StringBuilder();
    private final StringBuilder builder = new StringBuilder();

    ViewSource(
            Description.Type type,
            Map<String, Description.Type> types,
            Map<String, Description.Vocabulary> vocabularies,
            Map<String, String> elementOf) {
        this.type = type;
        this.types = types;
        this.vocabularies = vocabularies;
        this.elementOf = elementOf;
    }

    String text() {
        boolean root = type.documentElement() != null;
        String name = type.name();
        String element = root ? type.documentElement() : elementOf.getOrDefault(name, Description.decapitalised(name));
        String from = root ? "Document" : "Element";
        for (Description.Property p : type.properties()) {
            if (types.containsKey(p.type())) {
                child(p, types.get(p.type()));
            } else if (p.type().equals("flag")) {
                flag(p);
            } else if (p.type().equals("any")) {
                any(p);
            } else {
                value(p);
            }
        }
        StringBuilder order = new StringBuilder();
        for (Description.Property p : type.properties()) {
            if (!p.key().contains("@") && !p.key().equals(".") && !p.key().equals("*")) {
                order.append(order.length() == 0 ? "" : " ").append(p.key());
            }
        }
        StringBuilder s = new StringBuilder();
        s.append("package ").append(BASE).append('.').append(type.pkg()).append(";\n\n");
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
        String doc = type.comment().isBlank()
                ? "The {@code " + element + "} element."
                : type.comment().strip();
        s.append("\n/**\n * ").append(doc.replace("\n", "\n * ")).append("\n *\n * @since 0.1\n */\n");
        s.append("public final class ")
                .append(name)
                .append(" extends ")
                .append(root ? "DocumentView" : "View")
                .append(type.helper().isEmpty() ? "" : " implements " + type.helper())
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
        s.append("    /** Reads it from XML; an {@link XmlException} says line and column. */\n")
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
        String also = type.helper().isEmpty() ? "" : " implements " + type.helper() + ".Settable<Builder>";
        s.append("    public static final class Builder extends ViewBuilder")
                .append(also)
                .append(" {\n");
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
        for (Description.Property p : type.properties()) {
            Description.Type t = types.get(p.type());
            Description.Vocabulary v = vocabularies.get(p.type());
            String pkg = t != null ? t.pkg() : v != null ? v.pkg() : type.pkg();
            if (!pkg.equals(type.pkg())) {
                found.add(pkg + "." + p.type());
            }
        }
        return found;
    }

    private String what(Description.Property p) {
        String key = p.key();
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

    private void clear(Description.Property p) {
        set(
                "Removes " + Description.decapitalised(what(p)) + ".",
                "remove" + Description.capitalised(p.name()) + "()",
                "clear(\"" + p.key() + "\");");
    }

    private void value(Description.Property p) {
        ValueType v = VALUES.get(p.type());
        String k = "\"" + p.key() + "\"";
        if (v == null) {
            word(p, k);
            return;
        }
        if (p.many()) {
            list(p, k, v.taken.equals("int") ? "Integer" : v.taken.equals("long") ? "Long" : v.taken, v);
            return;
        }
        String argument = p.type().equals("size")
                ? ", Size.Unit."
                        + (p.argument().equals("B") ? "BYTES" : p.argument().toUpperCase(Locale.ROOT))
                : "";
        method(
                view,
                1,
                what(p) + ".",
                v.returned + " " + p.name() + "()",
                "return " + v.read + "(" + k + argument + ");");
        set(
                "Sets " + Description.decapitalised(what(p)) + ".",
                p.name() + "(" + v.taken + " value)",
                v.write + "(" + k + ", value);");
        clear(p);
    }

    private void word(Description.Property p, String k) {
        if (p.many()) {
            list(p, k, p.type(), null);
            return;
        }
        method(
                view,
                1,
                what(p) + ".",
                "Optional<" + p.type() + "> " + p.name() + "()",
                "String v = value(" + k + ");",
                "return v == null ? Optional.empty() : Optional.of(" + p.type() + ".of(v));");
        set(
                "Sets " + Description.decapitalised(what(p)) + ".",
                p.name() + "(" + p.type() + " value)",
                "set(" + k + ", value);");
        clear(p);
    }

    private void list(Description.Property p, String k, String item, ValueType v) {
        String convert = v == null
                ? item + ".of(v)"
                : switch (p.type()) {
                    case "string" -> "v";
                    case "int" -> "Integer.valueOf(v.strip())";
                    case "long" -> "Long.valueOf(v.strip())";
                    default -> throw new IllegalStateException(type.name() + ": a list of " + p.type());
                };
        method(
                view,
                1,
                "The texts of {@code <" + p.key() + ">}, in order.",
                "List<" + item + "> " + p.name() + "()",
                "List<" + item + "> all = new ArrayList<>();",
                "for (String v : strings(" + k + ")) {",
                "    all.add(" + convert + ");",
                "}",
                "return List.copyOf(all);");
        set(
                "Adds a {@code <" + p.key() + ">}.",
                p.adder() + "(" + item + " value)",
                "added(" + k + ").text(value.toString());");
        set(
                "Replaces all {@code <" + p.key() + ">}.",
                p.name() + "(List<" + item + "> values)",
                "texts(" + k + ", values);");
    }

    private void flag(Description.Property p) {
        method(
                view,
                1,
                "Whether there is a {@code <" + p.key() + "/>}.",
                "boolean " + p.name() + "()",
                "return flag(\"" + p.key() + "\");");
        set(
                "Adds or removes {@code <" + p.key() + "/>}.",
                p.name() + "(boolean present)",
                "flag(\"" + p.key() + "\", present);");
    }

    private void any(Description.Property p) {
        method(
                view,
                1,
                "The elements of other applications, as they are.",
                "List<Element> foreign()",
                "return element().children();");
        set("Adds an element of another application.", "foreign(Element element)", "raw().child(element);");
    }

    private void child(Description.Property p, Description.Type t) {
        String k = "\"" + p.key() + "\"";
        String n = t.name();
        if (!p.many()) {
            method(
                    view,
                    1,
                    what(p) + ".",
                    "Optional<" + n + "> " + p.name() + "()",
                    "Element e = child(" + k + ");",
                    "return e == null ? Optional.empty() : Optional.of(new " + n + "(e));");
            set(
                    "Fills or changes " + Description.decapitalised(what(p)) + ".",
                    p.name() + "(Consumer<" + n + ".Builder> change)",
                    "change.accept(new " + n + ".Builder(nested(" + k + ")));");
            set(
                    "Replaces " + Description.decapitalised(what(p)) + ".",
                    p.name() + "(" + n + " value)",
                    "put(" + k + ", value);");
            clear(p);
            return;
        }
        method(
                view,
                1,
                "All {@code <" + p.key() + ">}, in order.",
                "List<" + n + "> " + p.name() + "()",
                "List<" + n + "> all = new ArrayList<>();",
                "for (Element e : children(" + k + ")) {",
                "    all.add(new " + n + "(e));",
                "}",
                "return List.copyOf(all);");
        set(
                "Adds a {@code <" + p.key() + ">}.",
                p.adder() + "(Consumer<" + n + ".Builder> fill)",
                "fill.accept(new " + n + ".Builder(added(" + k + ")));");
        set("Adds a {@code <" + p.key() + ">}.", p.adder() + "(" + n + " value)", "add(" + k + ", value);");
        set(
                "Replaces all {@code <" + p.key() + ">}.",
                p.name() + "(List<" + n + "> values)",
                "all(" + k + ", values);");
        set(
                "Changes those {@code <" + p.key() + ">} that match.",
                "edit" + Description.capitalised(p.name()) + "(Predicate<" + n + "> which, Consumer<" + n
                        + ".Builder> change)",
                "for (ElementBuilder e : opened(" + k + ")) {",
                "    if (which.test(new " + n + "(e.build()))) {",
                "        change.accept(new " + n + ".Builder(e));",
                "    }",
                "}");
        set(
                "Removes those {@code <" + p.key() + ">} that match.",
                "remove" + Description.capitalised(p.name()) + "(Predicate<" + n + "> which)",
                "for (ElementBuilder e : opened(" + k + ")) {",
                "    if (which.test(new " + n + "(e.build()))) {",
                "        drop(e);",
                "    }",
                "}");
    }
}
