package io.dosvm.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class XmlProgramsTest {
    private static final String NETWORK =
            "<network><name>n</name><ip address='10.0.0.1' prefix='24'><dhcp/></ip><new a='b'/></network>\n";

    @TempDir
    private Path folder;

    @Test
    void check_endsWithOneJsonObject() throws Exception {
        Files.writeString(folder.resolve("a.xml"), NETWORK);
        Files.createDirectories(folder.resolve("deeper"));
        Files.writeString(folder.resolve("deeper").resolve("b.xml"), "<secret><uuid>broken</secret>");
        Programs.Ended ended = Programs.run("xml", "check", folder.toString());
        assertEquals(1, ended.code());
        List<String> lines = ended.out().lines().toList();
        assertEquals(
                "{\"files\":2,\"identical\":1,\"typed\":0.7500,\"rejected\":1,\"occurrences\":8,\"untyped\":2}",
                lines.get(lines.size() - 1));
        assertTrue(ended.out().contains("b.xml: rejected: line 1, column "), ended.out());
    }

    @Test
    void explain_printsFourColumns() throws Exception {
        Path file = Files.writeString(folder.resolve("a.xml"), NETWORK);
        Programs.Ended ended = Programs.run("xml", "explain", file.toString());
        assertEquals(0, ended.code(), ended.out());
        assertTrue(ended.out()
                .contains("/network/ip/@prefix\tio.dosvm.libvirt.xml.network.NetworkIp#prefix()\t"
                        + "java.util.OptionalInt\t24\n"));
        assertTrue(ended.out().contains("/network/new/@a\t-\t-\tb\n"));
        assertTrue(ended.out().lines().allMatch(l -> l.split("\t", -1).length == 4));
    }

    @Test
    void brokenInput_isOneLine() throws Exception {
        Path file = Files.writeString(folder.resolve("a.xml"), "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>");
        Programs.Ended ended = Programs.run("xml", "explain", file.toString());
        assertEquals(1, ended.code());
        assertEquals(1, ended.out().lines().count(), ended.out());
        assertFalse(ended.out().contains("Exception"), ended.out());
    }

    @Test
    void virtInstall_printsADomain() throws Exception {
        Programs.Ended ended =
                Programs.run("virt-install", "--name", "x", "--memory", "512", "--disk", "none", "--osinfo", "generic");
        assertEquals(0, ended.code(), ended.out());
        assertTrue(ended.out().startsWith("<domain type='kvm'>\n  <name>x</name>\n"), ended.out());
        assertEquals(1, Programs.run("virt-install", "--nonsense", "x").code());
    }
}
