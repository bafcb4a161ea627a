package io.dosvm.libvirt.xml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.dosvm.libvirt.xml.domain.Domain;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class XPathEditTest {
    private static final String TEXT = """
            <domain type='kvm'>
              <!-- kept -->
              <name>a</name>
              <devices>
                <disk type='file'><target dev='vda'/></disk>
                <disk type='file'><serial>S</serial></disk>
              </devices>
            </domain>
            """;

    private static String edited(XPathEdit edit) {
        return Domain.parse(TEXT).edit(d -> edit.apply(d.raw())).xml();
    }

    @Test
    void whatIsThere_isSet_andNothingElse() {
        assertEquals(TEXT.replace(">a<", ">b & c<".replace("&", "&amp;")), edited(XPathEdit.set("./name", "b & c")));
        assertEquals(TEXT.replace("'kvm'", "'qemu'"), edited(XPathEdit.set("/domain/@type", "qemu")));
        assertEquals(TEXT.replace("vda", "sda"), edited(XPathEdit.set("//disk[target/@dev='vda']/target/@dev", "sda")));
        assertEquals(TEXT.replace(">S<", ">T<"), edited(XPathEdit.set("./devices/disk[2]/serial", "T")));
        assertEquals(TEXT.replace(">a<", ">b<"), edited(XPathEdit.set("name", "b")));
    }

    @Test
    void whatIsNotThere_isMade_withAllAboveIt() {
        assertEquals(
                TEXT.replace("</devices>\n", "</devices>\n  <a><b c='1'/></a>\n"),
                edited(XPathEdit.set("./a/b/@c", "1")).replaceAll("\\s+(?=<b|</a)", ""));
        assertEquals(
                TEXT.replace("</devices>\n", "</devices>\n  <x y='z'/>\n"), edited(XPathEdit.create("./x[@y='z']")));
        assertEquals(TEXT, edited(XPathEdit.create("./name")));
        Domain d = Domain.parse(TEXT).edit(b -> XPathEdit.set("./qemu:commandline/qemu:arg/@value", "-S")
                .apply(b.raw()));
        assertEquals(
                "-S",
                d.qemuCommandline().orElseThrow().qemuArgs().get(0).value().orElseThrow());
    }

    @Test
    void whatIsEmptied_isGone_withWhatIsEmptyThen() {
        assertEquals(
                TEXT.replace("    <disk type='file'><serial>S</serial></disk>\n", "    <disk type='file'/>\n"),
                edited(XPathEdit.set("./devices/disk[2]/serial", "")));
        assertEquals(TEXT.replace(" type='kvm'", ""), edited(XPathEdit.delete("./@type")));
        assertEquals(TEXT.replace("  <name>a</name>\n", ""), edited(XPathEdit.delete("./name")));
        assertEquals(TEXT, edited(XPathEdit.delete("./nothing/@here")));
    }

    @Test
    void prefixesWithoutANamespace_areLeftAlone() {
        Element made = Element.of("a:b", e -> e.attribute("c:d", "1").child("e:f", x -> {}));
        assertEquals(
                "<a:b c:d='1' g='2'>\n  <e:f/>\n</a:b>\n",
                made.edit(e -> XPathEdit.set("./@g", "2").apply(e)).xml());
    }

    @ParameterizedTest
    @ValueSource(strings = {"./[", "./name[", "/other/a", "./a[b=1 or c=2]/d", "count(./name)", "./foo:bar"})
    void whatCannotBeFoundOrMade_isRefused(String path) {
        assertThrows(IllegalArgumentException.class, () -> edited(XPathEdit.set(path, "1")));
    }
}
