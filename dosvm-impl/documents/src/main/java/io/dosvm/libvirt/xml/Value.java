package io.dosvm.libvirt.xml;

import java.util.UUID;

/** Reads values as libvirt does, and says which field had a bad one. */
final class Value {
    private Value() {}

    static boolean bool(String key, String value, String yes, String no) {
        String v = value.strip();
        if (v.equals(yes)) {
            return true;
        }
        if (v.equals(no)) {
            return false;
        }
        throw XmlException.value(key, value, yes + " or " + no);
    }

    static int int32(String key, String value) {
        long n = int64(key, value);
        if (n != (int) n) {
            throw XmlException.value(key, value, "a number that fits 32 bits");
        }
        return (int) n;
    }

    /** Decimal, or hexadecimal with 0x; up to 2^64 - 1, the upper half coming out as Java's unsigned longs do. */
    static long int64(String key, String value) {
        String v = value.strip();
        try {
            if (v.startsWith("0x") || v.startsWith("0X")) {
                return Long.parseUnsignedLong(v, 2, v.length(), 16);
            }
            return v.startsWith("-") ? Long.parseLong(v) : Long.parseUnsignedLong(v);
        } catch (NumberFormatException e) {
            throw XmlException.value(key, value, "a number");
        }
    }

    /** As a number that libvirt writes in hexadecimal: with 0x, plain decimal, or digits that can only be hex. */
    static long hex(String key, String value) {
        String v = value.strip();
        boolean plain = !v.isEmpty();
        for (int i = 0; i < v.length() && plain; i++) {
            plain = v.charAt(i) >= '0' && v.charAt(i) <= '9';
        }
        if (plain || v.startsWith("0x") || v.startsWith("0X") || v.startsWith("-")) {
            return int64(key, v);
        }
        return int64(key, "0x" + v);
    }

    static int octal(String key, String value) {
        try {
            return Integer.parseInt(value.strip(), 8);
        } catch (NumberFormatException e) {
            throw XmlException.value(key, value, "a file mode");
        }
    }

    static double real(String key, String value) {
        try {
            return Double.parseDouble(value.strip());
        } catch (NumberFormatException e) {
            throw XmlException.value(key, value, "a number");
        }
    }

    /** With or without hyphens, as libvirt accepts it. */
    static UUID uuid(String key, String value) {
        String hex = value.strip().replace("-", "");
        if (hex.length() != 32) {
            throw XmlException.value(key, value, "a UUID");
        }
        try {
            return new UUID(Long.parseUnsignedLong(hex, 0, 16, 16), Long.parseUnsignedLong(hex, 16, 32, 16));
        } catch (NumberFormatException e) {
            throw XmlException.value(key, value, "a UUID");
        }
    }
}
