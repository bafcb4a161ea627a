package io.dosvm.samples;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
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
    void check_goesThroughLinks_andDoesNotPassOnNothing() throws Exception {
        Path real = Files.createDirectory(folder.resolve("real"));
        Path link = Files.createSymbolicLink(folder.resolve("link"), real);
        Programs.Ended nothing = Programs.run("xml", "check", link.toString());
        assertEquals(1, nothing.code());
        assertTrue(nothing.out().contains("no file in it ends in .xml"), nothing.out());
        Files.writeString(real.resolve("A.XML"), NETWORK);
        Programs.Ended one = Programs.run("xml", "check", link.toString());
        assertEquals(0, one.code(), one.out());
        assertTrue(one.out().contains("{\"files\":1,\"identical\":1,"), one.out());
        Path missing = folder.resolve("missing.xml");
        assertTrue(Programs.run("xml", "check", missing.toString())
                .out()
                .contains(missing + ": cannot be read: there is no such file"));
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

    @Test
    void virtInstall_readsTreesBehindHttp_andPrintsBothSteps() throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        Map<String, String> files = Map.of(
                "/tree/.treeinfo",
                "[general]\nfamily=Fedora\nversion=36\narch=x86_64\n[images-x86_64]\nkernel=k\ninitrd=i\n",
                "/tree/k",
                "",
                "/tree/i",
                "");
        server.createContext("/", exchange -> {
            String text = files.get(exchange.getRequestURI().getPath());
            boolean head = exchange.getRequestMethod().equals("HEAD");
            byte[] body = String.valueOf(text).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(text == null ? 404 : 200, head ? -1 : body.length);
            if (!head) {
                exchange.getResponseBody().write(body);
            }
            exchange.close();
        });
        server.start();
        String url = "http://127.0.0.1:" + server.getAddress().getPort();
        try {
            Programs.Ended ended = Programs.run(
                    "virt-install",
                    "--name=x",
                    "--disk=none",
                    "--osinfo=generic",
                    "--location",
                    url + "/tree",
                    "--print-xml");
            assertEquals(0, ended.code(), ended.out());
            assertEquals(2, ended.out().split("<domain ", -1).length - 1, ended.out());
            assertTrue(ended.out().contains("<kernel>/var/lib/libvirt/boot/virtinst-x-k</kernel>"), ended.out());
            assertTrue(ended.out().contains("to be fetched: " + url + "/tree k to "), ended.out());
            Programs.Ended gone = Programs.run("virt-install", "--name=x", "--disk=none", "--location", url + "/gone");
            assertEquals(1, gone.code());
            assertTrue(gone.out().contains("is not the root of an installation tree"), gone.out());
        } finally {
            server.stop(0);
        }
    }

    @Test
    void virtInstall_tellsAPasswordThatItMade() throws Exception {
        Programs.Ended ended = Programs.run(
                "virt-install",
                "--name=x",
                "--disk=none",
                "--osinfo=generic",
                "--import",
                "--cloud-init",
                "root-password-generate=on");
        assertEquals(0, ended.code(), ended.out());
        assertTrue(ended.out().matches("(?s).*Password for first root login is: [A-Za-z0-9]{16}\\R.*"), ended.out());
    }

    @Test
    void virtInstall_tellsWhichSystemAMediumInstalls() throws Exception {
        Files.writeString(
                folder.resolve(".treeinfo"),
                "[general]\nfamily=Nobody\nversion=1\narch=x86_64\n[images-x86_64]\nkernel=k\ninitrd=k\n");
        Files.writeString(folder.resolve("k"), "");
        Programs.Ended ended = Programs.run("virt-install", "--test-media-detection", folder.toString());
        assertEquals(0, ended.code(), ended.out());
        assertEquals("None", ended.out().strip());
        assertEquals(
                1,
                Programs.run("virt-install", "--test-media-detection", "/nowhere")
                        .code());
    }

    @Test
    void virtInstall_asksTheHostThatItIsConnectedTo() throws Exception {
        Programs.Ended alone = Programs.run("virt-install", "--reinstall", "test", "--pxe");
        assertEquals(1, alone.code());
        assertTrue(alone.out().contains("--connect URI"), alone.out());
        assumeTrue(Files.isExecutable(Path.of("/usr/bin/virsh")), "needs libvirt-clients");
        Programs.Ended ended = Programs.run(
                "virt-install", "--connect", "test:///default", "--reinstall", "test", "--pxe", "--print-xml");
        assertEquals(0, ended.code(), ended.out());
        assertEquals(2, ended.out().split("<domain ", -1).length - 1, ended.out());
        assertTrue(ended.out().contains("<boot dev='network'/>"), ended.out());
        Programs.Ended gone =
                Programs.run("virt-install", "--connect", "test:///default", "--reinstall", "gone", "--pxe");
        assertEquals(1, gone.code());
        assertTrue(gone.out().contains("has no domain 'gone'"), gone.out());
        Programs.Ended refused =
                Programs.run("virt-install", "--connect", "test:///nowhere", "--reinstall", "test", "--pxe");
        assertEquals(1, refused.code());
        assertTrue(refused.out().contains("failed to connect"), refused.out());
    }
}
