package io.dosvm.libvirt.binding;

import com.sun.jna.Pointer;
import java.nio.ByteOrder;
import java.util.UUID;

/** UUIDs as libvirt keeps them: 16 bytes in the order in which they are written. */
final class Uuids {
    private static final boolean LITTLE = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

    private Uuids() {}

    static UUID read(Pointer bytes) {
        return new UUID(bigEndian(bytes.getLong(0)), bigEndian(bytes.getLong(8)));
    }

    private static long bigEndian(long value) {
        return LITTLE ? Long.reverseBytes(value) : value;
    }
}
