package io.dosvm.engine.compute;

import io.dosvm.Dosvm;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.Arrays;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Stands before a control plane, and before all that it gives, and writes down what is called there. */
final class CalledVerbs {
    private final Set<String> called = new TreeSet<>();
    private boolean listening;

    /** The control plane as its users see it. */
    Dosvm before(Dosvm dosvm) {
        return (Dosvm) covered(dosvm);
    }

    void listen(boolean on) {
        listening = on;
    }

    /** What was called while it listened, in the form of {@link #name}. */
    Set<String> called() {
        return Set.copyOf(called);
    }

    /** Such as {@code Vm.powerOff(Duration)}. */
    static String name(Class<?> noun, Method method) {
        return noun.getSimpleName() + "." + method.getName()
                + Arrays.stream(method.getParameterTypes())
                        .map(Class::getSimpleName)
                        .collect(Collectors.joining(",", "(", ")"));
    }

    private @Nullable Object covered(@Nullable Object value) {
        if (value instanceof Optional<?> maybe) {
            return maybe.map(this::covered);
        }
        Class<?>[] nouns = value == null ? new Class<?>[0] : nouns(value.getClass());
        return nouns.length == 0
                ? value
                : Proxy.newProxyInstance(Dosvm.class.getClassLoader(), nouns, new Cover(value, nouns[0]));
    }

    /** The interfaces of the API that an object is of. */
    private static Class<?>[] nouns(Class<?> type) {
        Set<Class<?>> found = new LinkedHashSet<>();
        for (Class<?> at = type; at != null; at = at.getSuperclass()) {
            Arrays.stream(at.getInterfaces())
                    .filter(i -> i.getPackage().equals(Dosvm.class.getPackage()))
                    .forEach(found::add);
        }
        return found.toArray(new Class<?>[0]);
    }

    /** What is behind the one argument, if that is covered. */
    private static @Nullable Object bare(Object @Nullable [] arguments) {
        Object one = arguments == null ? null : arguments[0];
        return one != null
                        && Proxy.isProxyClass(one.getClass())
                        && Proxy.getInvocationHandler(one) instanceof Cover cover
                ? cover.behind
                : one;
    }

    private final class Cover implements InvocationHandler {
        private final Object behind;
        private final Class<?> noun;

        Cover(Object behind, Class<?> noun) {
            this.behind = behind;
            this.noun = noun;
        }

        @Override
        public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
            if (method.getName().equals("equals")) {
                return behind.equals(bare(arguments));
            }
            if (listening && method.getDeclaringClass() != Object.class) {
                called.add(name(noun, method));
            }
            try {
                return covered(method.invoke(behind, arguments));
            } catch (InvocationTargetException e) {
                throw e.getCause();
            }
        }
    }
}
