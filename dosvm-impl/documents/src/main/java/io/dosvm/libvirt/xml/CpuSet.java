package io.dosvm.libvirt.xml;

import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/**
 * A set of CPUs or NUMA nodes in libvirt's notation: {@code 0-3,8,^2}. Equality is that of the set; the spelling is
 * kept.
 *
 * @since 0.1
 */
public final class CpuSet {
    private static final int HIGHEST = 65535;

    private final String text;
    private final BitSet members;

    private CpuSet(String text, BitSet members) {
        this.text = text;
        this.members = members;
    }

    /**
     * Numbers and ranges separated by commas; a caret takes one out again.
     *
     * @throws XmlException if it is not that, or a number is above 65535
     */
    public static CpuSet of(String text) {
        return of("CPU set", text);
    }

    static CpuSet of(String key, String text) {
        BitSet set = new BitSet();
        String t = text.strip();
        for (String part : t.split(",", -1)) {
            String p = part.strip();
            int dash = p.indexOf('-');
            if (p.startsWith("^")) {
                set.clear(number(key, text, p.substring(1)));
            } else if (dash > 0) {
                int from = number(key, text, p.substring(0, dash));
                int to = number(key, text, p.substring(dash + 1));
                if (to < from) {
                    throw XmlException.value(key, text, "a CPU set");
                }
                set.set(from, to + 1);
            } else {
                set.set(number(key, text, p));
            }
        }
        return new CpuSet(t, set);
    }

    private static int number(String key, String text, String part) {
        try {
            int n = Integer.parseInt(part.strip());
            if (n >= 0 && n <= HIGHEST) {
                return n;
            }
        } catch (NumberFormatException e) {
            throw XmlException.value(key, text, "a CPU set");
        }
        throw XmlException.value(key, text, "a CPU set of numbers up to " + HIGHEST);
    }

    /** Whether a CPU is in it. */
    public boolean contains(int cpu) {
        return cpu >= 0 && members.get(cpu);
    }

    /** How many are in it. */
    public int count() {
        return members.cardinality();
    }

    /** Its members, ascending. */
    public int[] members() {
        return members.stream().toArray();
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof CpuSet c && c.members.equals(members);
    }

    @Override
    public int hashCode() {
        return members.hashCode();
    }

    /** As it was written. */
    @Override
    public String toString() {
        return text;
    }
}
