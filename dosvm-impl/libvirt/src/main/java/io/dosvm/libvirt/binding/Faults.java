package io.dosvm.libvirt.binding;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import org.jspecify.annotations.Nullable;

/** Reads what a C function returned, on the thread that called it: libvirt keeps its last error per thread. */
final class Faults {
    private static final String UTF8 = "UTF-8";
    private static final long MESSAGE = 8; // struct _virError { int code; int domain; char *message; ...

    private Faults() {}

    static LibvirtException last(String function) {
        return LibvirtException.fault(function, lastFault());
    }

    static LibvirtFault lastFault() {
        Pointer error = Natives.virGetLastError();
        if (error == null || error.getInt(0) == LibvirtFault.NONE) {
            return new LibvirtFault(LibvirtFault.NONE, 0, "failed and left no error");
        }
        Pointer text = error.getPointer(MESSAGE);
        LibvirtFault fault = new LibvirtFault(
                error.getInt(0), error.getInt(4), text == null ? "no message" : text.getString(0, UTF8));
        Natives.virResetLastError();
        return fault;
    }

    /** Checks a call whose negative results are failures. */
    static int notNegative(String function, int result) {
        if (result < 0) {
            throw last(function);
        }
        return result;
    }

    /** Checks a call that gives a pointer or fails. */
    static Pointer notNull(String function, @Nullable Pointer result) {
        if (result == null) {
            throw last(function);
        }
        return result;
    }

    /** Takes over text that the caller must free. */
    static String text(String function, @Nullable Pointer result) {
        Pointer text = notNull(function, result);
        try {
            return text.getString(0, UTF8);
        } finally {
            free(text);
        }
    }

    static @Nullable String field(Pointer struct, long offset) {
        Pointer text = struct.getPointer(offset);
        return text == null ? null : text.getString(0, UTF8);
    }

    /** Frees what libvirt allocated with malloc. */
    static void free(Pointer memory) {
        Native.free(Pointer.nativeValue(memory));
    }
}
