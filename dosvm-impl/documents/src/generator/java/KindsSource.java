import java.util.LinkedHashMap;
import java.util.Map;

/** Numbers what one package's views use, and writes the class that makes it, with the two classes that know it. */
final class KindsSource {
    private final String pkg;
    private final Map<String, Integer> views = new LinkedHashMap<>();
    private final Map<String, Integer> words = new LinkedHashMap<>();
    private final Description description;

    KindsSource(String pkg, Description description) {
        this.pkg = pkg;
        this.description = description;
    }

    String name() {
        return parent() + "Kinds";
    }

    private String parent() {
        return Description.capitalised(pkg);
    }

    private String filled(String template) {
        return template.replace("$BASE", Description.BASE)
                .replace("$PACKAGE", pkg)
                .replace("$NAME", parent());
    }

    int view(Description.Type type) {
        return views.computeIfAbsent(type.fullName(), name -> views.size());
    }

    int word(String vocabulary) {
        Description.Vocabulary v = description.vocabularies.get(vocabulary);
        return words.computeIfAbsent(Description.BASE + "." + v.pkg() + "." + v.name(), name -> words.size());
    }

    /** The class that makes everything; after all views of the package have been written. */
    String text() {
        StringBuilder newView = new StringBuilder();
        StringBuilder newBuilder = new StringBuilder();
        views.forEach((name, kind) -> {
            String test = "            case " + kind + " -> ";
            newView.append(test).append("new ").append(name).append("(element);\n");
            newBuilder.append(test).append("new ").append(name).append(".Builder(element);\n");
        });
        StringBuilder newWord = new StringBuilder();
        words.forEach((name, kind) -> newWord.append("            case ")
                .append(kind)
                .append(" -> new ")
                .append(name)
                .append("(raw);\n"));
        return """
                package $BASE.$PACKAGE;

                import $BASE.*;

                /** Makes what the views of this package use, by number. */
                final class $NAME extends Kinds {
                    static final $NAME ALL = new $NAME();

                    @Override
                    protected View<?, ?> newView(int kind, Element element) {
                        return switch (kind) {
                $VIEWS            default -> throw new IllegalArgumentException("no view " + kind);
                        };
                    }

                    @Override
                    protected ViewBuilder<?, ?> newBuilder(int kind, ElementBuilder element) {
                        return switch (kind) {
                $BUILDERS            default -> throw new IllegalArgumentException("no builder " + kind);
                        };
                    }

                    @Override
                    protected Word newWord(int vocabulary, String raw) {
                        return switch (vocabulary) {
                $WORDS            default -> throw new IllegalArgumentException("no vocabulary " + vocabulary);
                        };
                    }
                }
                """.replace("$BASE", Description.BASE)
                .replace("$PACKAGE", pkg)
                .replace("$NAME", name())
                .replace("$VIEWS", newView)
                .replace("$BUILDERS", newBuilder)
                .replace("$WORDS", newWord);
    }

    /** What the views that are parts of documents share. */
    String part() {
        return filled("""
                package $BASE.$PACKAGE;

                import $BASE.*;
                import java.util.function.Consumer;

                /** What the views of this package share. */
                abstract class $NAMEPart<V extends View<V, B>, B extends ViewBuilder<V, B>> extends View<V, B> {
                    $NAMEPart(Element element, int kind) {
                        super(element, kind);
                    }

                    @Override
                    protected final Kinds kinds() {
                        return $NAMEKinds.ALL;
                    }

                    static <V extends View<V, B>, B extends ViewBuilder<V, B>> V made(
                            String key, int kind, Consumer<B> fill) {
                        return $NAMEKinds.ALL.made(key, kind, fill);
                    }
                }
                """);
    }

    /** What the builders share. */
    String builder() {
        return filled("""
                package $BASE.$PACKAGE;

                import $BASE.*;

                /** What the builders of this package share. */
                abstract class $NAMEBuilder<V extends View<V, B>, B extends ViewBuilder<V, B>> extends ViewBuilder<V, B> {
                    $NAMEBuilder(ElementBuilder element, int kind, String order) {
                        super(element, kind, order);
                    }

                    @Override
                    protected final Kinds kinds() {
                        return $NAMEKinds.ALL;
                    }
                }
                """);
    }
}
