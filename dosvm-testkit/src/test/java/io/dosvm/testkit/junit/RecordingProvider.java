package io.dosvm.testkit.junit;

import io.dosvm.Dosvm;
import io.dosvm.DosvmConfig;
import io.dosvm.DosvmProvider;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import org.jspecify.annotations.Nullable;

/** Stands for an implementation: remembers how it was opened and that it was closed. */
public final class RecordingProvider implements DosvmProvider {
    @Override
    public Dosvm open(DosvmConfig config) {
        return (Dosvm)
                Proxy.newProxyInstance(Dosvm.class.getClassLoader(), new Class<?>[] {Dosvm.class}, new Opened(config));
    }

    static Opened opened(Dosvm dosvm) {
        return (Opened) Proxy.getInvocationHandler(dosvm);
    }

    /** One control plane that does nothing. */
    static final class Opened implements InvocationHandler {
        private final DosvmConfig config;
        private boolean closed;

        Opened(DosvmConfig config) {
            this.config = config;
        }

        DosvmConfig config() {
            return config;
        }

        boolean closed() {
            return closed;
        }

        @Override
        public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) {
            if (!method.getName().equals("close")) {
                throw new UnsupportedOperationException(method.toString());
            }
            closed = true;
            return null;
        }
    }
}
