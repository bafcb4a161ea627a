package io.dosvm.libvirt.binding;

import com.sun.jna.Pointer;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * libvirt's list of named values, copied. Values of types that this version does not know are left out.
 *
 * @since 0.1
 */
public final class TypedParams {
    // struct _virTypedParameter on 64 bit: char field[80]; int type; union value at 88
    private static final int SIZE = 96;
    private static final int NAME = 80;
    private static final int TYPE = 80;
    private static final int VALUE = 88;

    private final Map<String, Object> values;

    private TypedParams(Map<String, Object> values) {
        this.values = values;
    }

    static TypedParams read(@Nullable Pointer start, int count) {
        if (start == null || count <= 0) {
            return new TypedParams(Map.of());
        }
        byte[] bytes = start.getByteArray(0, count * SIZE);
        ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
        Map<String, Object> values = new LinkedHashMap<>(count * 2);
        for (int i = 0; i < count; i++) {
            int at = i * SIZE;
            Object value =
                    switch (buffer.getInt(at + TYPE)) {
                        case 1 -> (long) buffer.getInt(at + VALUE);
                        case 2 -> Integer.toUnsignedLong(buffer.getInt(at + VALUE));
                        case 3, 4 -> buffer.getLong(at + VALUE);
                        case 5 -> buffer.getDouble(at + VALUE);
                        case 6 -> buffer.get(at + VALUE) != 0;
                        case 7 -> start.getPointer(at + (long) VALUE).getString(0, "UTF-8");
                        default -> null;
                    };
            if (value != null) {
                values.put(name(bytes, at), value);
            }
        }
        return new TypedParams(values);
    }

    private static String name(byte[] bytes, int at) {
        int length = 0;
        while (length < NAME && bytes[at + length] != 0) {
            length++;
        }
        return new String(bytes, at, length, StandardCharsets.ISO_8859_1);
    }

    /**
     * A number; an unsigned 64-bit value above the range of {@code long} appears negative.
     *
     * @param name the parameter's name
     * @return its value, or empty if it is not there or no whole number
     */
    public OptionalLong number(String name) {
        return values.get(name) instanceof Long value ? OptionalLong.of(value) : OptionalLong.empty();
    }

    /**
     * A number, or another one where it is not there.
     *
     * @param name the parameter's name
     * @param otherwise what counts where it is not there
     * @return its value
     */
    public long number(String name, long otherwise) {
        return values.get(name) instanceof Long value ? value : otherwise;
    }

    /**
     * A text.
     *
     * @param name the parameter's name
     * @return its value, or empty if it is not there or no text
     */
    public Optional<String> text(String name) {
        return values.get(name) instanceof String value ? Optional.of(value) : Optional.empty();
    }

    /**
     * Everything.
     *
     * @return immutable, in libvirt's order; values are Long, Double, Boolean or String
     */
    public Map<String, Object> values() {
        return Collections.unmodifiableMap(values);
    }

    @Override
    public String toString() {
        return values.toString();
    }
}
