package io.dosvm.signature;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("static")
class SignaturesTest {
    private static final String HERE = "SignaturesTest.";

    public interface Shape<T extends Comparable<? super T>> extends AutoCloseable {
        int SIDES = 4;
        String NAME = "a \"shape\"";

        @Nullable
        T first(List<? extends T> from, int... rest) throws IOException;

        default Map<String, @Nullable T> all() {
            return Map.of();
        }

        static <R> R map(Function<? super String, ? extends R> how) {
            return how.apply(NAME);
        }

        @Override
        @Deprecated
        void close();
    }

    public record Point(int x, @Nullable String label) {
        public Point(int x) {
            this(x, null);
        }
    }

    public enum Colour {
        RED,
        GREEN {
            @Override
            boolean isDark() {
                return true;
            }
        };

        boolean isDark() {
            return false;
        }
    }

    public sealed interface Tree permits Leaf {}

    public static final class Leaf implements Tree {
        private Leaf() {}

        protected byte[] bytes() {
            return new byte[0];
        }

        @Override
        public String toString() {
            return "leaf";
        }
    }

    static class Hidden {
        public static class Inside {}
    }

    @Test
    void interface_withGenericsDefaultsConstantsAndNulls() {
        assertEquals(
                List.of(
                        "interface " + HERE + "Shape<T extends Comparable<? super T>> extends AutoCloseable",
                        "    static final String NAME = \"a \"shape\"\"",
                        "    static final int SIDES = 4",
                        "    default Map<String, @Nullable T> all()",
                        "    @Deprecated void close()",
                        "    @Nullable T first(List<? extends T>, int...) throws java.io.IOException",
                        "    static <R> R map(Function<? super String, ? extends R>)"),
                Signatures.of(Shape.class));
    }

    @Test
    void record_withComponentsInTheHeader() {
        assertEquals(
                List.of(
                        "record " + HERE + "Point(int x, @Nullable String label)",
                        "    new(int)",
                        "    new(int, @Nullable String)"),
                Signatures.of(Point.class));
    }

    @Test
    void enum_keepsTheOrderOfItsConstants() {
        assertEquals(List.of("enum " + HERE + "Colour", "    RED", "    GREEN"), Signatures.of(Colour.class));
    }

    @Test
    void sealedTypes_andProtectedMembers() {
        assertEquals(List.of("sealed interface " + HERE + "Tree permits " + HERE + "Leaf"), Signatures.of(Tree.class));
        assertEquals(
                List.of(
                        "final class " + HERE + "Leaf implements io.dosvm.signature.SignaturesTest.Tree",
                        "    protected byte[] bytes()"),
                Signatures.of(Leaf.class));
    }

    @Test
    void aTypeInsideAHiddenOne_isHidden() {
        assertFalse(Signatures.visible(Hidden.Inside.class));
    }

    @Test
    void difference_namesTheTypeOfAChangedMember() {
        List<String> before = List.of("class A", "    int a()", "", "class B", "    int b()", "    int c()");
        List<String> after = List.of("class A", "    int a()", "", "class B", "    long b()", "    int c()");
        assertEquals(List.of("  class B", "-     int b()", "+     long b()"), LineDiff.of(before, after));
    }

    @Test
    void difference_ofEqualLists_isEmpty() {
        assertEquals(List.of(), LineDiff.of(List.of("class A"), List.of("class A")));
    }
}
