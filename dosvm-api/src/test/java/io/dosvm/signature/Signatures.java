package io.dosvm.signature;

import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Executable;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What a program outside this module can see of a type, as lines of text: constants, constructors, methods, by name.
 */
final class Signatures {
    private Signatures() {}

    static boolean visible(Class<?> type) {
        Class<?> outer = type.getDeclaringClass();
        return visible(type.getModifiers())
                && !type.isAnonymousClass()
                && !type.isLocalClass()
                && (outer == null || visible(outer));
    }

    static List<String> of(Class<?> type) {
        List<String> lines = new ArrayList<>();
        lines.add(header(type));
        if (type.isEnum()) {
            for (Object constant : type.getEnumConstants()) {
                lines.add("    " + ((Enum<?>) constant).name());
            }
        }
        TreeMap<String, String> members = new TreeMap<>();
        for (Field field : type.getDeclaredFields()) {
            if (visible(field.getModifiers()) && !field.isSynthetic() && !field.isEnumConstant()) {
                members.put("1 " + field.getName(), field(field));
            }
        }
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            if (visible(constructor.getModifiers()) && !constructor.isSynthetic()) {
                members.put("2 " + constructor, constructor(constructor));
            }
        }
        for (Method method : type.getDeclaredMethods()) {
            if (visible(method.getModifiers()) && !method.isSynthetic() && !saidElsewhere(method)) {
                members.put("3 " + method.getName() + " " + method, method(method));
            }
        }
        members.values().forEach(line -> lines.add("    " + line));
        return lines;
    }

    private static String header(Class<?> type) {
        StringBuilder line = new StringBuilder(deprecation(type.isAnnotationPresent(Deprecated.class)));
        line.append(modifiers(typeModifiers(type)));
        line.append(kind(type)).append(' ').append(Types.name(type));
        line.append(Types.variables(type.getTypeParameters()).trim());
        if (type.isRecord()) {
            line.append(components(type));
        }
        AnnotatedType superclass = type.getAnnotatedSuperclass();
        if (superclass != null && !type.isRecord() && !type.isEnum() && superclass.getType() != Object.class) {
            line.append(" extends ").append(Types.of(superclass));
        }
        AnnotatedType[] interfaces = type.getAnnotatedInterfaces();
        if (interfaces.length > 0) {
            line.append(type.isInterface() ? " extends " : " implements ").append(Types.of(interfaces));
        }
        if (type.isSealed() && !type.isEnum()) {
            line.append(permits(type));
        }
        return line.toString();
    }

    private static int typeModifiers(Class<?> type) {
        int modifiers = type.getModifiers() & (Modifier.PROTECTED | Modifier.ABSTRACT | Modifier.FINAL);
        if (type.isInterface() || type.isEnum()) {
            modifiers &= ~(Modifier.ABSTRACT | Modifier.FINAL);
        }
        return type.isRecord() ? modifiers & ~Modifier.FINAL : modifiers;
    }

    private static String kind(Class<?> type) {
        String kind = type.isAnnotation()
                ? "@interface"
                : type.isInterface() ? "interface" : type.isEnum() ? "enum" : type.isRecord() ? "record" : "class";
        return type.isSealed() && !type.isEnum() ? "sealed " + kind : kind;
    }

    private static String components(Class<?> type) {
        return Arrays.stream(type.getRecordComponents())
                .map(c -> Types.of(c.getAnnotatedType()) + " " + c.getName())
                .collect(Collectors.joining(", ", "(", ")"));
    }

    private static String permits(Class<?> type) {
        return Arrays.stream(type.getPermittedSubclasses())
                .map(Types::name)
                .sorted()
                .collect(Collectors.joining(", ", " permits ", ""));
    }

    private static String field(Field field) {
        String line = deprecation(field.isAnnotationPresent(Deprecated.class))
                + modifiers(field.getModifiers())
                + Types.of(field.getAnnotatedType())
                + " "
                + field.getName();
        return line + constant(field);
    }

    /** The compiler copies such a value into the user's class file, so it is part of the signature. */
    private static String constant(Field field) {
        boolean inlined = field.getType().isPrimitive() || field.getType() == String.class;
        int wanted = Modifier.STATIC | Modifier.FINAL | Modifier.PUBLIC;
        if (!inlined || (field.getModifiers() & wanted) != wanted) {
            return "";
        }
        try {
            Object value = field.get(null);
            return " = " + (value instanceof String text ? "\"" + text.replace("\n", "\\n") + "\"" : value);
        } catch (IllegalAccessException e) {
            throw new AssertionError(e);
        }
    }

    private static String constructor(Constructor<?> constructor) {
        return deprecation(constructor.isAnnotationPresent(Deprecated.class))
                + modifiers(constructor.getModifiers())
                + Types.variables(constructor.getTypeParameters())
                + "new"
                + Types.parameters(constructor)
                + thrown(constructor);
    }

    private static String method(Method method) {
        int modifiers = method.getModifiers() & ~(Modifier.TRANSIENT | Modifier.VOLATILE);
        if (method.getDeclaringClass().isInterface()) {
            modifiers &= ~Modifier.ABSTRACT;
        }
        String defaultValue = method.getDefaultValue() == null ? "" : " default " + method.getDefaultValue();
        return deprecation(method.isAnnotationPresent(Deprecated.class))
                + (method.isDefault() ? "default " : "")
                + modifiers(modifiers)
                + Types.variables(method.getTypeParameters())
                + Types.of(method.getAnnotatedReturnType())
                + " "
                + method.getName()
                + Types.parameters(method)
                + thrown(method)
                + defaultValue;
    }

    /** Accessors stand in the record's header; every record and enum has the compiler's methods. */
    private static boolean saidElsewhere(Method method) {
        Class<?> type = method.getDeclaringClass();
        boolean plain = method.getParameterCount() == 0;
        if (type.isRecord()) {
            boolean accessor = plain
                    && Stream.of(type.getRecordComponents())
                            .map(RecordComponent::getName)
                            .anyMatch(method.getName()::equals);
            return accessor || objectMethod(method);
        }
        if (type.isEnum()) {
            boolean values = method.getName().equals("values") && plain;
            boolean valueOf = method.getName().equals("valueOf")
                    && Arrays.equals(method.getParameterTypes(), new Class<?>[] {String.class});
            return values || valueOf || objectMethod(method);
        }
        return objectMethod(method);
    }

    private static boolean objectMethod(Method method) {
        return Stream.of(Object.class.getMethods())
                .anyMatch(known -> known.getName().equals(method.getName())
                        && Arrays.equals(known.getParameterTypes(), method.getParameterTypes()));
    }

    private static String thrown(Executable executable) {
        AnnotatedType[] types = executable.getAnnotatedExceptionTypes();
        return types.length == 0 ? "" : " throws " + Types.of(types);
    }

    private static boolean visible(int modifiers) {
        return (modifiers & (Modifier.PUBLIC | Modifier.PROTECTED)) != 0;
    }

    private static String modifiers(int modifiers) {
        int said = modifiers & ~(Modifier.PUBLIC | Modifier.SYNCHRONIZED | Modifier.NATIVE | Modifier.STRICT);
        return said == 0 ? "" : Modifier.toString(said) + " ";
    }

    private static String deprecation(boolean deprecated) {
        return deprecated ? "@Deprecated " : "";
    }
}
