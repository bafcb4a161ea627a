package io.dosvm.libvirt.binding;

import com.sun.jna.Pointer;
import io.dosvm.spi.Call;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * A libvirt object that this process holds. Close it; what is not closed is counted as a leak and freed with its
 * connection. A closed handle refuses every call with {@link LibvirtException.Reason#CLOSED}.
 *
 * <p>Thread-safe. Methods that take a {@link Call} send a request and return or throw by its deadline; closing never
 * blocks.
 *
 * @since 0.1
 */
public abstract class Handle implements AutoCloseable, CallSlots.Disposable {
    private final Connection connection;
    private final NativeRef ref;

    Handle(Connection connection, String what, Pointer pointer, Consumer<Pointer> free) {
        this.connection = connection;
        this.ref = new NativeRef(what, pointer, p -> {
            free.accept(p);
            connection.freed(this);
        });
        connection.adopted(this);
    }

    final Connection connection() {
        return connection;
    }

    /** Sends one request. */
    final <T extends @Nullable Object> T request(String function, Call call, Function<Pointer, T> body) {
        Pointer pointer = ref.enter();
        return connection.request(function, call, conn -> body.apply(pointer), ref::exit);
    }

    /** Sends one request whose negative results are failures. */
    final int code(String function, Call call, ToIntFunction<Pointer> body) {
        return request(function, call, p -> Faults.notNegative(function, body.applyAsInt(p)));
    }

    /** Calls what sends no request. */
    final <T> T local(Function<Pointer, T> body) {
        Pointer pointer = ref.enter();
        try {
            return body.apply(pointer);
        } finally {
            ref.exit();
        }
    }

    @Override
    public final void dispose() {
        close();
    }

    /** Frees the object, once the last call that uses it is back. Repeatable; never blocks. */
    @Override
    public final void close() {
        ref.close();
    }
}
