package io.dosvm.libvirt.xml;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Typed access to one element. A view is immutable and holds nothing but the element; two views are equal if their
 * elements are.
 *
 * <p>Views are generated; this class is for those that are, and not to be extended by others.
 *
 * <p>An accessor whose value is not of its type throws {@link XmlException}; nothing is checked before it is asked for.
 *
 * @param <V> the view itself
 * @param <B> its builder
 * @since 0.1
 */
public abstract class View<V extends View<V, B>, B extends ViewBuilder<V, B>> {
    private final Element element;
    private final int kind;

    /** @param kind the number of this view in {@link #kinds} */
    protected View(Element element, int kind) {
        this.element = element;
        this.kind = kind;
    }

    /** What this view's package can make. */
    protected abstract Kinds kinds();

    /** The element behind this view: everything, typed or not. */
    public final Element element() {
        return element;
    }

    /** This as libvirt takes it. */
    public String xml() {
        return element.xml();
    }

    /** A changed copy: what is not touched stays as it is. */
    public final V edit(Consumer<? super B> change) {
        ElementBuilder builder = new ElementBuilder(element);
        change.accept(open(builder));
        return with(builder.build());
    }

    /** A builder of this kind. */
    final B open(ElementBuilder builder) {
        return kinds().builder(kind, builder);
    }

    /** The same view of another element. */
    V with(Element other) {
        return kinds().view(kind, other);
    }

    /** The first child of a key, by the number of its view. */
    protected final <T extends View<T, ?>> Optional<T> one(String key, int kind) {
        Element child = element.part(key);
        return child == null ? Optional.empty() : Optional.of(kinds().view(kind, child));
    }

    /** All children of a key, by the number of their view. */
    protected final <T extends View<T, ?>> List<T> many(String key, int kind) {
        List<T> views = new ArrayList<>();
        for (Element child : element.all(key)) {
            views.add(kinds().view(kind, child));
        }
        return List.copyOf(views);
    }

    /** A word of the vocabulary of a number. */
    protected final <W extends Word> Optional<W> word(String key, int vocabulary) {
        String v = value(key);
        return v == null ? Optional.empty() : Optional.of(kinds().word(vocabulary, v));
    }

    /** The texts of all children of a key as words of the vocabulary of a number. */
    protected final <W extends Word> List<W> words(String key, int vocabulary) {
        List<W> words = new ArrayList<>();
        for (String v : strings(key)) {
            words.add(kinds().word(vocabulary, v));
        }
        return List.copyOf(words);
    }

    /** Whether there is a child of a key. */
    protected final boolean flag(String key) {
        return element.has(key);
    }

    /** The raw value of a key: "@attribute", "child", "child@attribute", or "." for the own text. */
    protected final @Nullable String value(String key) {
        char first = key.charAt(0);
        if (first == '@') {
            return element.value(key, 1);
        }
        if (first == '.') {
            String text = element.text();
            return text.isBlank() ? null : text;
        }
        int at = key.indexOf('@');
        Element child = element.first(at < 0 ? key : key.substring(0, at));
        if (child == null) {
            return null;
        }
        if (at >= 0) {
            return child.value(key, at + 1);
        }
        String text = child.text();
        return text.isEmpty() ? null : text;
    }

    protected final Optional<String> string(String key) {
        return Optional.ofNullable(value(key));
    }

    /** The texts of all children of a key. */
    protected final List<String> strings(String key) {
        List<String> texts = new ArrayList<>();
        for (Element e : element.all(key)) {
            texts.add(e.text());
        }
        return List.copyOf(texts);
    }

    /** The texts of all children of a key as numbers. */
    protected final List<Integer> integers(String key) {
        List<Integer> numbers = new ArrayList<>();
        for (String v : strings(key)) {
            numbers.add(Value.int32(key, v));
        }
        return List.copyOf(numbers);
    }

    /** The texts of all children of a key as long numbers. */
    protected final List<Long> longs(String key) {
        List<Long> numbers = new ArrayList<>();
        for (String v : strings(key)) {
            numbers.add(Value.int64(key, v));
        }
        return List.copyOf(numbers);
    }

    protected final Optional<Boolean> yesNo(String key) {
        String v = value(key);
        return v == null ? Optional.empty() : Optional.of(Value.bool(key, v, "yes", "no"));
    }

    protected final Optional<Boolean> onOff(String key) {
        String v = value(key);
        return v == null ? Optional.empty() : Optional.of(Value.bool(key, v, "on", "off"));
    }

    protected final OptionalInt int32(String key) {
        String v = value(key);
        return v == null || v.isBlank() ? OptionalInt.empty() : OptionalInt.of(Value.int32(key, v));
    }

    protected final OptionalLong int64(String key) {
        String v = value(key);
        return v == null || v.isBlank() ? OptionalLong.empty() : OptionalLong.of(Value.int64(key, v));
    }

    protected final OptionalInt hex32(String key) {
        String v = value(key);
        return v == null || v.isBlank() ? OptionalInt.empty() : OptionalInt.of((int) Value.hex(key, v));
    }

    /** A file mode. */
    protected final OptionalInt octal(String key) {
        String v = value(key);
        return v == null || v.isBlank() ? OptionalInt.empty() : OptionalInt.of(Value.octal(key, v));
    }

    protected final OptionalLong hex64(String key) {
        String v = value(key);
        return v == null || v.isBlank() ? OptionalLong.empty() : OptionalLong.of(Value.hex(key, v));
    }

    protected final OptionalDouble real(String key) {
        String v = value(key);
        return v == null || v.isBlank() ? OptionalDouble.empty() : OptionalDouble.of(Value.real(key, v));
    }

    protected final Optional<UUID> uuid(String key) {
        String v = value(key);
        return v == null || v.isBlank() ? Optional.empty() : Optional.of(Value.uuid(key, v));
    }

    protected final Optional<MacAddress> mac(String key) {
        String v = value(key);
        return v == null || v.isBlank() ? Optional.empty() : Optional.of(MacAddress.of(key, v));
    }

    protected final Optional<IpAddress> ip(String key) {
        String v = value(key);
        return v == null || v.isBlank() ? Optional.empty() : Optional.of(IpAddress.of(key, v));
    }

    protected final Optional<CpuSet> cpuSet(String key) {
        String v = value(key);
        return v == null || v.isBlank() ? Optional.empty() : Optional.of(CpuSet.of(key, v));
    }

    /** A size with its unit attribute beside it; {@code unit} is what a missing one means. */
    protected final Optional<Size> size(String key, Size.Unit unit) {
        String v = value(key);
        if (v == null || v.isBlank()) {
            return Optional.empty();
        }
        String u = value(key.equals(".") ? "@unit" : key + "@unit");
        return Optional.of(Size.parse(key, v, u == null ? unit : Size.Unit.parse(key + "@unit", u)));
    }

    @Override
    public final boolean equals(@Nullable Object other) {
        return other != null && other.getClass() == getClass() && element.equals(((View<?, ?>) other).element);
    }

    @Override
    public final int hashCode() {
        return element.hashCode();
    }

    /** The XML. Secrets that libvirt put into it are shown: do not log it. */
    @Override
    public final String toString() {
        return xml();
    }
}
