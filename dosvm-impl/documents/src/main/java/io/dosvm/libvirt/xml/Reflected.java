package io.dosvm.libvirt.xml;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Calls accessors by name. */
final class Reflected {
    private Reflected() {}

    static Class<?> type(String name) {
        try {
            return Class.forName(View.class.getPackageName() + '.' + name);
        } catch (ClassNotFoundException e) {
            throw new IllegalStateException("the index names a class that does not exist: " + name, e);
        }
    }

    static View<?, ?> view(String type, Element element) {
        try {
            return (View<?, ?>) type(type).getConstructor(Element.class).newInstance(element);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(type + " cannot be made of an element", e);
        }
    }

    /** Whether a view can be read from a text alone: a document, or a device to be attached. */
    static boolean isParsed(String type) {
        try {
            return type(type).getMethod("parse", String.class).getReturnType() == type(type);
        } catch (NoSuchMethodException e) {
            return false;
        }
    }

    static Method method(Class<?> type, String name) {
        try {
            return type.getMethod(name);
        } catch (NoSuchMethodException e) {
            throw new IllegalStateException("the index names a method that does not exist: " + type + "#" + name, e);
        }
    }

    /** How many values an accessor returns; throws {@link XmlException} for a bad one. */
    static int count(View<?, ?> view, Method accessor) {
        try {
            Object value = accessor.invoke(view);
            if (value instanceof List<?> l) {
                return l.size();
            }
            boolean present = value instanceof Optional<?> o && o.isPresent()
                    || value instanceof OptionalInt i && i.isPresent()
                    || value instanceof OptionalLong n && n.isPresent()
                    || value instanceof OptionalDouble d && d.isPresent()
                    || Boolean.TRUE.equals(value);
            return present ? 1 : 0;
        } catch (InvocationTargetException e) {
            if (e.getCause() instanceof XmlException x) {
                throw x;
            }
            throw new IllegalStateException(accessor + " failed", e.getCause());
        } catch (IllegalAccessException e) {
            throw new IllegalStateException(accessor + " is not public", e);
        }
    }
}
