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
    record ValueType(String returned, String taken, String read, String write) {}

    static final Map<String, ValueType> VALUES = Map.ofEntries(
            Map.entry("string", new ValueType("Optional<String>", "String", "string", "set")),
            Map.entry("yesno", new ValueType("Optional<Boolean>", "boolean", "yesNo", "yesNo")),
            Map.entry("onoff", new ValueType("Optional<Boolean>", "boolean", "onOff", "onOff")),
            Map.entry("int", new ValueType("OptionalInt", "int", "int32", "set")),
            Map.entry("long", new ValueType("OptionalLong", "long", "int64", "set")),
            Map.entry("hex", new ValueType("OptionalInt", "int", "hex32", "hex")),
            Map.entry("octal", new ValueType("OptionalInt", "int", "octal", "octal")),
            Map.entry("hexlong", new ValueType("OptionalLong", "long", "hex64", "hex")),
            Map.entry("double", new ValueType("OptionalDouble", "double", "real", "set")),
            Map.entry("uuid", new ValueType("Optional<UUID>", "UUID", "uuid", "set")),
            Map.entry("mac", new ValueType("Optional<MacAddress>", "MacAddress", "mac", "set")),
            Map.entry("ip", new ValueType("Optional<IpAddress>", "IpAddress", "ip", "set")),
            Map.entry("cpuset", new ValueType("Optional<CpuSet>", "CpuSet", "cpuSet", "set")),
            Map.entry("size", new ValueType("Optional<Size>", "Size", "size", "size")));

    private final Description.Type type;
    private final Map<String, Description.Type> types;
    private final Map<String, Description.Vocabulary> vocabularies;
    private final KindsSource kinds;
    private final StringBuilder view = new StringBuilder();
    private final StringBuilder builder = new StringBuilder();

    ViewSource(Description description, Description.Type type, KindsSource kinds) {
        this.type = type;
        this.types = description.types;
        this.vocabularies = description.vocabularies;
        this.kinds = kinds;
    }

    /** Whether libvirt takes it alone, to be attached to a domain. */
    private boolean isAttached() {
        Description.Type devices = types.get("Devices");
        return devices != null
                && devices.properties().stream().anyMatch(p -> p.type().equals(type.name()));
    }

    /** The class, for an element of a name. */
    String text(String element) {
        for (Description.Property p : type.properties()) {
            if (types.containsKey(p.type())) {
                child(p);
            } else if (p.type().equals("flag")) {
                flag(p);
            } else if (p.type().equals("any")) {
                any();
            } else if (p.many()) {
                list(p);
            } else {
                value(p);
            }
        }
        List<String> order = new ArrayList<>();
        for (Description.Property p : type.properties()) {
            if (!p.key().contains("@") && !p.key().equals(".") && !p.key().equals("*")) {
                order.add(p.key());
            }
        }
        StringBuilder imports = new StringBuilder();
        for (String other : importedTypes()) {
            imports.append("import ").append(BASE).append('.').append(other).append(";\n");
        }
        String doc = type.comment().isBlank()
                ? "The {@code " + element + "} element."
                : type.comment().strip();
        boolean root = type.documentElement() != null;
        String parse = root ? DOCUMENT_PARSE : isAttached() ? PART_PARSE : "";
        String made = root ? DOCUMENT_OF : PART_OF;
        return (HEAD + (root ? DOCUMENT : PART) + parse + made + "$ACCESSORS\n" + BUILDER)
                .replace("$PACKAGE", BASE + '.' + type.pkg())
                .replace("$BASE", BASE)
                .replace("$IMPORTS", imports)
                .replace("$DOC", doc.replace("\n", "\n * "))
                .replace("$OPENS", type.helper().isEmpty() ? "" : " implements " + type.helper() + ".Settable<Builder>")
                .replace("$IMPLEMENTS", type.helper().isEmpty() ? "" : " implements " + type.helper())
                .replace("$TYPE", type.name())
                .replace("$KINDS", kinds.name())
                .replace("$PARENT", Description.capitalised(type.pkg()))
                .replace("$KIND", Integer.toString(kinds.view(type)))
                .replace("$ELEMENT", element)
                .replace("$ORDER", String.join(" ", order))
                .replace("$ACCESSORS", view)
                .replace("$SETTERS", builder);
    }

    private static final String HEAD = """
            package $PACKAGE;

            import $BASE.*;
            import java.util.List;
            import java.util.Optional;
            import java.util.OptionalDouble;
            import java.util.OptionalInt;
            import java.util.OptionalLong;
            import java.util.UUID;
            import java.util.function.Consumer;
            $IMPORTS
            /**
             * $DOC
             *
             * @since 0.1
             */
            """;

    private static final String PART = """
            public final class $TYPE extends $PARENTPart<$TYPE, $TYPE.Builder>$IMPLEMENTS {
                /** A view of what was read. */
                public $TYPE(Element from) {
                    super(from, $KIND);
                }
            """;

    private static final String PART_PARSE = """

                /** Reads it from XML; an {@link XmlException} says line and column. */
                public static $TYPE parse(String xml) {
                    return new $TYPE(Element.parse(xml));
                }
            """;

    private static final String PART_OF = """

                /** Builds a new one. */
                public static $TYPE of(Consumer<Builder> fill) {
                    return made("$ELEMENT", $KIND, fill);
                }
            """;

    private static final String DOCUMENT = """
            public final class $TYPE extends DocumentView<$TYPE, $TYPE.Builder>$IMPLEMENTS {
                /** A view of what was read. */
                public $TYPE(Document from) {
                    super(from, $KIND);
                }

                /** A view of an element inside another document. */
                public $TYPE(Element from) {
                    this(Document.of(from));
                }

                @Override
                protected Kinds kinds() {
                    return $KINDS.ALL;
                }

                @Override
                protected $TYPE view(Document other) {
                    return new $TYPE(other);
                }
            """;

    private static final String DOCUMENT_PARSE = """

                /** Reads it from XML; an {@link XmlException} says line and column. */
                public static $TYPE parse(String xml) {
                    return new $TYPE(checked(xml, "$ELEMENT"));
                }
            """;

    private static final String DOCUMENT_OF = """

                /** Builds a new one. */
                public static $TYPE of(Consumer<Builder> fill) {
                    return $KINDS.ALL.made("$ELEMENT", $KIND, fill);
                }
            """;

    private static final String BUILDER = """
                /** Builds and edits a {@link $TYPE}. */
                public static final class Builder extends $PARENTBuilder<$TYPE, Builder>$OPENS {
                    /** For the builder of what contains it. */
                    public Builder(ElementBuilder element) {
                        super(element, $KIND, "$ORDER");
                    }
            $SETTERS
                }
            }
            """;

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

    private void get(String doc, String head, String value) {
        method(view, 1, doc, head, "return " + value + ";");
    }

    private void set(String doc, String head, String action) {
        method(builder, 2, doc, "Builder " + head, action + ";", "return this;");
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

    private void value(Description.Property p) {
        ValueType v = VALUES.get(p.type());
        String k = "\"" + p.key() + "\"";
        String doc = what(p) + ".";
        String sets = "Sets " + Description.decapitalised(what(p)) + ".";
        if (v == null) {
            get(doc, "Optional<" + p.type() + "> " + p.name() + "()", "word(" + k + ", " + kinds.word(p.type()) + ")");
            set(sets, p.name() + "(" + p.type() + " value)", "set(" + k + ", value)");
            return;
        }
        String unit = p.argument().equals("B") ? "BYTES" : p.argument().toUpperCase(Locale.ROOT);
        String argument = p.type().equals("size") ? ", Size.Unit." + unit : "";
        get(doc, v.returned + " " + p.name() + "()", v.read + "(" + k + argument + ")");
        set(sets, p.name() + "(" + v.taken + " value)", v.write + "(" + k + ", value)");
    }

    /** Children that are nothing but values. */
    private void list(Description.Property p) {
        String k = "\"" + p.key() + "\"";
        String item;
        String read;
        switch (p.type()) {
            case "string" -> {
                item = "String";
                read = "strings(" + k + ")";
            }
            case "int" -> {
                item = "Integer";
                read = "integers(" + k + ")";
            }
            case "long" -> {
                item = "Long";
                read = "longs(" + k + ")";
            }
            default -> {
                item = p.type();
                read = "words(" + k + ", " + kinds.word(p.type()) + ")";
            }
        }
        get("The texts of {@code <" + p.key() + ">}, in order.", "List<" + item + "> " + p.name() + "()", read);
        set("Adds a {@code <" + p.key() + ">}.", p.adder() + "(" + item + " value)", "addText(" + k + ", value)");
    }

    private void flag(Description.Property p) {
        String k = "\"" + p.key() + "\"";
        get("Whether there is a {@code <" + p.key() + "/>}.", "boolean " + p.name() + "()", "flag(" + k + ")");
        set("Adds or removes {@code <" + p.key() + "/>}.", p.name() + "(boolean present)", "flag(" + k + ", present)");
    }

    private void any() {
        get("The elements of other applications, as they are.", "List<Element> foreign()", "element().children()");
        set("Adds an element of another application.", "foreign(Element element)", "raw().child(element)");
    }

    private void child(Description.Property p) {
        String k = "\"" + p.key() + "\"";
        String n = p.type();
        int kind = kinds.view(types.get(n));
        String numbered = "(" + k + ", " + kind;
        if (!p.many()) {
            String doc = Description.decapitalised(what(p)) + ".";
            get(what(p) + ".", "Optional<" + n + "> " + p.name() + "()", "one" + numbered + ")");
            set(
                    "Fills or changes " + doc,
                    p.name() + "(Consumer<" + n + ".Builder> change)",
                    "fill" + numbered + ", change)");
            return;
        }
        get("All {@code <" + p.key() + ">}, in order.", "List<" + n + "> " + p.name() + "()", "many" + numbered + ")");
        String adds = "Adds a {@code <" + p.key() + ">}.";
        set(adds, p.adder() + "(Consumer<" + n + ".Builder> fill)", "add" + numbered + ", fill)");
    }
}
