package io.dosvm.libvirt.xml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dosvm.libvirt.xml.domain.Domain;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HardenedParsingTest {
    private static final String SOUND = Domain.of(b -> b.name("a")
                    .title("x & y <z>")
                    .vcpu(2)
                    .devices(v -> v.disk(k -> k.source(s -> s.file("/a b'\"c")).target(t -> t.dev("vda")))))
            .xml();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<!DOCTYPE a><a/>",
                "<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>",
                "<!DOCTYPE a [<!ENTITY l0 'ha'><!ENTITY l1 '&l0;&l0;'><!ENTITY l2 '&l1;&l1;'>]><a>&l2;</a>",
                "<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>",
                "<!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>",
                "<!DOCTYPE a [<!ENTITY % p SYSTEM 'http://127.0.0.1:1/x'> %p;]><a/>"
            })
    void documentTypes_areRefusedWithTheirPlace(String text) {
        XmlException e = assertThrows(XmlException.class, () -> Document.parse(text));
        assertEquals(1, e.line().orElseThrow());
        assertTrue(e.getMessage().contains("DTD"), e.getMessage());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<a>",
                "<a></b>",
                "<a b='1' b='2'/>",
                "<a b=1/>",
                "<a>&nope;</a>",
                "<a>&#0;</a>",
                "<x:a/>",
                "text",
                "<a/><b/>",
                "<a b='<'/>",
                "<a><!-- -- --></a>",
                "<a>]]></a>"
            })
    void malformedText_hasAPlace(String text) {
        XmlException e = assertThrows(XmlException.class, () -> Document.parse(text));
        assertEquals(1, e.line().orElseThrow());
        assertTrue(e.column().orElseThrow() >= 1);
        assertTrue(e.getMessage().startsWith("line 1, column "), e.getMessage());
    }

    @Test
    void malformedBytes_haveAPlace() {
        byte[] bytes = "<a>\n  <b c='\u00e4'/></a>".getBytes(StandardCharsets.ISO_8859_1);
        XmlException e =
                assertThrows(XmlException.class, () -> Document.read(new ByteArrayInputStream(bytes), Limits.DEFAULT));
        assertEquals("line 2, column 9: the bytes here are not UTF-8", e.getMessage());
    }

    @Test
    void thePlace_isThatOfTheProblem() {
        XmlException e = assertThrows(XmlException.class, () -> Document.parse("<a>\n  <b>\n  </c>\n</a>"));
        assertEquals(3, e.line().orElseThrow());
    }

    @Test
    void anEmptyText_isRefused() {
        assertThrows(XmlException.class, () -> Document.parse(""));
        assertThrows(XmlException.class, () -> Document.parse("  \n"));
    }

    @Test
    void deepNesting_isBounded() {
        String deep = "<a>".repeat(100_000) + "</a>".repeat(100_000);
        XmlException e = assertThrows(XmlException.class, () -> Document.parse(deep));
        assertTrue(e.getMessage().contains("512"), e.getMessage());
        int fits = Limits.DEFAULT.depth();
        Document read = Document.parse("<a>".repeat(fits) + "</a>".repeat(fits));
        assertEquals(read, Document.parse(read.xml()));
    }

    @Test
    void size_isBoundedBeforeAnythingIsKept() {
        XmlException e = assertThrows(
                XmlException.class, () -> Document.parse("<a>" + "x".repeat(200) + "</a>", new Limits(100, 10)));
        assertTrue(e.getMessage().contains("limit of 100"), e.getMessage());
        assertThrows(XmlException.class, () -> Document.read(new Endless(), new Limits(1 << 20, 10)));
    }

    @Test
    void damagedDocuments_areReadOrRefused_andNothingElse() {
        Random random = new Random(7);
        int refused = 0;
        for (int i = 0; i < 3000; i++) {
            byte[] bytes = SOUND.getBytes(StandardCharsets.UTF_8);
            for (int n = random.nextInt(4); n >= 0; n--) {
                bytes = damaged(bytes, random);
            }
            try {
                Document read = Document.read(new ByteArrayInputStream(bytes), Limits.DEFAULT);
                assertEquals(read, Document.parse(read.xml()));
            } catch (XmlException e) {
                refused++;
                assertTrue(e.getMessage().length() < 1000, e.getMessage());
            }
        }
        assertTrue(refused > 500, "only " + refused + " were refused: the damage is too small");
    }

    private static byte[] damaged(byte[] bytes, Random random) {
        int at = random.nextInt(bytes.length);
        byte[] copy = bytes.clone();
        switch (random.nextInt(5)) {
            case 0 -> copy[at] = (byte) random.nextInt(256);
            case 1 -> copy = Arrays.copyOf(bytes, Math.max(1, at));
            case 2 -> copy[at] = (byte) "<>&'\"/= !?-[]".charAt(random.nextInt(13));
            case 3 -> System.arraycopy(bytes, 0, copy, at, bytes.length - at);
            default -> copy[at] = 0;
        }
        return copy;
    }

    /** Never ends: whoever reads all of it before looking at the size never ends either. */
    private static final class Endless extends InputStream {
        private long position;

        @Override
        public int read() {
            return position++ < 3 ? "<a>".charAt((int) position - 1) : 'x';
        }
    }

    @Test
    void otherEncodings_areRead() {
        byte[] latin = "<?xml version='1.0' encoding='ISO-8859-1'?><a b='ä'/>".getBytes(StandardCharsets.ISO_8859_1);
        Document read = Document.read(new ByteArrayInputStream(latin), Limits.DEFAULT);
        assertEquals("ä", read.root().attribute("b").orElseThrow());
        byte[] utf16 = "<?xml version='1.0' encoding='UTF-16'?><a b='ä'/>".getBytes(StandardCharsets.UTF_16);
        assertEquals(
                "ä",
                Document.read(new ByteArrayInputStream(utf16), Limits.DEFAULT)
                        .root()
                        .attribute("b")
                        .orElseThrow());
    }
}
