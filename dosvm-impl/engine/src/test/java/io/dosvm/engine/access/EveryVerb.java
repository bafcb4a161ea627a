package io.dosvm.engine.access;

import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.dosvm.Catalog;
import io.dosvm.Dosvm;
import io.dosvm.EventListener;
import io.dosvm.VersionCondition;
import io.dosvm.VmAddresses;
import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.value.Id;
import io.dosvm.value.Version;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.stream.Stream;

/** Calls every method of an object of the API, and of whatever that gives without I/O, found by reflection. */
final class EveryVerb {
    private final Given given;
    private final BiConsumer<String, String> check;
    private final Set<Class<?>> tried = new HashSet<>();

    /**
     * Nothing was tried yet.
     *
     * @param check takes each verb with the error code it ended with, or else with what it gave
     */
    EveryVerb(Given given, BiConsumer<String, String> check) {
        this.given = given;
        this.check = check;
    }

    /**
     * What verbs are given.
     *
     * @param name for a name
     * @param ids for an id, by the simple name of the catalog
     */
    record Given(String name, Map<String, Id<?>> ids) {}

    void tryAll(Object object) {
        Class<?> noun = noun(object.getClass());
        tried.add(noun);
        List<Object> leads = new ArrayList<>();
        List<Method> verbs = Arrays.stream(noun.getMethods())
                .filter(m -> !Modifier.isStatic(m.getModifiers()) && !m.isBridge())
                // What deletes comes last.
                .sorted((a, b) -> Boolean.compare(
                        a.getName().equals("delete"), b.getName().equals("delete")))
                .toList();
        for (Method method : verbs) {
            if (leads(method)) {
                leads.add(((Optional<?>) called(object, method, noun)).orElseThrow());
            }
        }
        leads.forEach(this::tryAll);
        for (Method method : verbs) {
            if (!leads(method) && !method.getReturnType().equals(Id.class)) {
                check.accept(noun.getSimpleName() + "." + method.getName(), outcome(object, method, noun));
            }
        }
    }

    Set<String> tried() {
        return names(tried);
    }

    static ErrorCode refusal(Runnable verb) {
        return assertThrows(DosvmException.class, verb::run).code();
    }

    private String outcome(Object object, Method method, Class<?> noun) {
        try {
            return "gives " + called(object, method, noun);
        } catch (DosvmException e) {
            return e.code().name();
        }
    }

    private Object called(Object object, Method method, Class<?> noun) {
        Object[] arguments = Arrays.stream(method.getParameterTypes())
                .map(type -> argument(type, noun))
                .toArray();
        try {
            Object result = method.invoke(object, arguments);
            return result instanceof Stream<?> stream ? stream.toList() : Optional.ofNullable(result);
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof DosvmException refused) {
                throw refused;
            }
            throw new AssertionError(noun.getSimpleName() + "." + method.getName(), e.getCause());
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    /**
     * Whether it gives, without I/O, what other verbs are of: a catalog, the handle of an id, the addresses of a VM.
     */
    private static boolean leads(Method method) {
        Class<?> result = method.getReturnType();
        boolean way = Catalog.class.isAssignableFrom(result) || result == VmAddresses.class;
        return way && method.getParameterCount() == 0 || method.getName().equals("get");
    }

    private static Class<?> noun(Class<?> type) {
        Class<?> found = Object.class;
        for (Class<?> up = type; up != null; up = up.getSuperclass()) {
            for (Class<?> face : up.getInterfaces()) {
                if (found == Object.class && face.getPackageName().equals("io.dosvm")) {
                    found = face;
                }
            }
        }
        assertNotEquals(Object.class, found, type.getName());
        return found;
    }

    private Object argument(Class<?> type, Class<?> noun) {
        if (type == String.class) {
            return noun.getSimpleName().matches("Hosts|Pools") ? "shared" : given.name();
        } else if (type == Id.class) {
            return given.ids().get(noun.getSimpleName());
        } else if (type == int.class) {
            return 10;
        } else if (type == long.class) {
            return 0L;
        } else if (type == Duration.class) {
            return Duration.ofSeconds(1);
        } else if (type == Instant.class) {
            return Instant.EPOCH;
        } else if (type == VersionCondition.class) {
            return VersionCondition.ifVersion(new Version(1));
        } else if (type == Consumer.class) {
            return (Consumer<Object>) nothing -> {};
        } else if (type == EventListener.class) {
            return (EventListener) event -> {};
        }
        throw new AssertionError("a verb of " + noun + " takes a " + type + ": say here what it is to be given");
    }

    /** All nouns, as they are found from {@link Dosvm} on: a new one is among them. */
    static Set<String> everyNoun() {
        Set<Class<?>> all = new HashSet<>();
        for (Method method : Dosvm.class.getMethods()) {
            if (method.getParameterCount() == 0 && isOurs(method.getReturnType())) {
                collect(method.getReturnType(), all);
            }
        }
        return names(all);
    }

    private static void collect(Class<?> type, Set<Class<?>> all) {
        if (!all.add(type)) {
            return;
        }
        for (Method method : type.getMethods()) {
            Class<?> result = method.getReturnType() == Object.class ? handleOf(type) : method.getReturnType();
            if (leads(method) && isOurs(result)) {
                collect(result, all);
            }
        }
    }

    private static boolean isOurs(Class<?> type) {
        return type.isInterface() && type.getPackageName().equals("io.dosvm");
    }

    private static Class<?> handleOf(Class<?> catalog) {
        for (Type face : catalog.getGenericInterfaces()) {
            if (face instanceof ParameterizedType generic && generic.getRawType() == Catalog.class) {
                return (Class<?>) generic.getActualTypeArguments()[0];
            }
        }
        return Object.class;
    }

    private static Set<String> names(Set<Class<?>> types) {
        Set<String> names = new TreeSet<>();
        types.forEach(t -> names.add(t.getSimpleName()));
        return names;
    }
}
