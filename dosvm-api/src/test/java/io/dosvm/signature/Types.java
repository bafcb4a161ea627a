package io.dosvm.signature;

import java.lang.reflect.AnnotatedArrayType;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.AnnotatedTypeVariable;
import java.lang.reflect.AnnotatedWildcardType;
import java.lang.reflect.Executable;
import java.lang.reflect.Type;
import java.lang.reflect.TypeVariable;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Spells types as source code does, with type arguments and {@code @Nullable}, without the packages everybody knows.
 */
final class Types {
    private static final Pattern USUAL = Pattern.compile("\\b(java\\.lang|java\\.util(\\.function|\\.stream)?"
            + "|java\\.time|io\\.dosvm(\\.value|\\.error|\\.spi)?)\\.(?=[A-Z])");

    private Types() {}

    static String of(AnnotatedType type) {
        String nullable = type.isAnnotationPresent(Nullable.class) ? "@Nullable " : "";
        if (type instanceof AnnotatedArrayType array) {
            String brackets = nullable.isEmpty() ? "[]" : " @Nullable []";
            return of(array.getAnnotatedGenericComponentType()) + brackets;
        }
        if (type instanceof AnnotatedParameterizedType parameterized) {
            String arguments = Arrays.stream(parameterized.getAnnotatedActualTypeArguments())
                    .map(Types::of)
                    .collect(Collectors.joining(", ", "<", ">"));
            String raw = name(parameterized.getType()).replaceFirst("<.*", "");
            return nullable + raw + arguments;
        }
        if (type instanceof AnnotatedWildcardType wildcard) {
            return wildcard(wildcard);
        }
        if (type instanceof AnnotatedTypeVariable variable) {
            return nullable + variable.getType().getTypeName();
        }
        return nullable + name(type.getType());
    }

    static String of(AnnotatedType... types) {
        return Arrays.stream(types).map(Types::of).collect(Collectors.joining(", "));
    }

    /** {@code <T extends X>} with its trailing space, or nothing. */
    static String variables(TypeVariable<?>... variables) {
        if (variables.length == 0) {
            return "";
        }
        List<String> spelled = new ArrayList<>();
        for (TypeVariable<?> variable : variables) {
            String bounds = Arrays.stream(variable.getAnnotatedBounds())
                    .map(Types::of)
                    .filter(bound -> !bound.equals("Object"))
                    .collect(Collectors.joining(" & "));
            spelled.add(variable.getName() + (bounds.isEmpty() ? "" : " extends " + bounds));
        }
        return "<" + String.join(", ", spelled) + "> ";
    }

    static String parameters(Executable executable) {
        String spelled = of(executable.getAnnotatedParameterTypes());
        if (executable.isVarArgs()) {
            spelled = spelled.replaceFirst("\\[]$", "...");
        }
        return "(" + spelled + ")";
    }

    private static String wildcard(AnnotatedWildcardType wildcard) {
        AnnotatedType[] lower = wildcard.getAnnotatedLowerBounds();
        if (lower.length > 0) {
            return "? super " + of(lower[0]);
        }
        AnnotatedType[] upper = wildcard.getAnnotatedUpperBounds();
        String bound = upper.length == 0 ? "Object" : of(upper[0]);
        return bound.equals("Object") ? "?" : "? extends " + bound;
    }

    /** The name of a type as it reads where everything usual is imported. */
    private static String name(Type type) {
        return USUAL.matcher(type.getTypeName().replace('$', '.')).replaceAll("");
    }

    static String name(Class<?> type) {
        return type.getName().substring(type.getPackageName().length() + 1).replace('$', '.');
    }
}
