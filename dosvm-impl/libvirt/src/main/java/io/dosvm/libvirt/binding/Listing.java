package io.dosvm.libvirt.binding;

import com.sun.jna.Native;
import com.sun.jna.Pointer;
import com.sun.jna.ptr.PointerByReference;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/** Arrays of pointers that libvirt allocates: read, freed element by element, freed. */
final class Listing {
    private Listing() {}

    static <T> List<T> of(
            String function,
            ToIntFunction<PointerByReference> call,
            Function<Pointer, T> read,
            Consumer<Pointer> free) {
        PointerByReference array = new PointerByReference();
        int count = Faults.notNegative(function, call.applyAsInt(array));
        Pointer start = array.getValue();
        List<T> result = new ArrayList<>(count);
        if (start == null) {
            return result;
        }
        int taken = 0;
        try {
            while (taken < count) {
                Pointer element = start.getPointer((long) taken * Native.POINTER_SIZE);
                taken++;
                try {
                    result.add(read.apply(element));
                } finally {
                    free.accept(element);
                }
            }
            return result;
        } finally {
            for (int i = taken; i < count; i++) {
                free.accept(start.getPointer((long) i * Native.POINTER_SIZE));
            }
            Faults.free(start);
        }
    }
}
