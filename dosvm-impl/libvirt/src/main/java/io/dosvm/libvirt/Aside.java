package io.dosvm.libvirt;

import io.dosvm.spi.Call;
import io.dosvm.spi.Runtime;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A look that has no deadline of its own, such as at a file on a network file system that is gone or at a name whose
 * server is silent: made on another thread, and given up when the call is over.
 */
final class Aside {
    private static final Logger LOG = LoggerFactory.getLogger(Aside.class);

    private Aside() {}

    /** What was seen, or empty if the call was over first or the look failed. */
    static <T> Optional<T> look(Runtime runtime, Call call, Supplier<T> body) {
        Look<T> look = new Look<>(runtime.signal());
        runtime.start("libvirt-doctor", () -> look.run(body));
        look.done.await(0, call.remaining());
        return look.seen;
    }

    private static final class Look<T> {
        private final Runtime.Signal done;
        private volatile Optional<T> seen = Optional.empty();

        Look(Runtime.Signal done) {
            this.done = done;
        }

        void run(Supplier<T> body) {
            try {
                seen = Optional.of(body.get());
            } catch (RuntimeException e) {
                LOG.debug("this machine could not be looked at", e);
            } finally {
                done.raise();
            }
        }
    }
}
