package io.dosvm.engine.compute;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.dosvm.Instance;
import io.dosvm.engine.store.TestDatabases;
import io.dosvm.error.DosvmException;
import io.dosvm.error.Violation;
import io.dosvm.value.ByteSize;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;
import org.junit.jupiter.api.io.TempDir;

/** What must never come into the records, at every noun: all of it is told at once, and nothing is written. */
class BadInputTest {
    private static final List<String> NAMES = List.of(
            "",
            " ",
            ".",
            "..",
            "../etc/passwd",
            "a/b",
            "a\\b",
            "a\nb",
            "a\u0000b",
            "a b",
            "a;reboot",
            "$(reboot)",
            "`reboot`",
            "a'b",
            "a\"b",
            "a<b>",
            "-rf",
            "e\u0301",
            "a".repeat(65));

    private static final String TOO_LONG = "a".repeat(1001);

    @TempDir
    Path folder;

    private Scene scene;
    private Instance nginx;

    @BeforeEach
    void open() {
        scene = new Scene(31, TestDatabases.memory(), folder);
        nginx = scene.nginx();
    }

    @AfterEach
    void close() {
        scene.check("at the end");
        scene.close();
    }

    /** Creates something of a noun. */
    private interface Create {
        void named(String name, String description);
    }

    private Map<String, Create> nouns() {
        Map<String, Create> nouns = new LinkedHashMap<>();
        nouns.put("host", (name, text) -> scene.dosvm.hosts().create(name, h -> h.uri("fake:lab")
                .description(text)));
        nouns.put("project", (name, text) -> scene.dosvm.projects().create(name, p -> p.description(text)));
        nouns.put("pool", (name, text) -> scene.dosvm.pools().create(name, p -> p.hostDirectory(scene.host, "/new")
                .capacity(ByteSize.gib(1))
                .description(text)));
        nouns.put("subnet", (name, text) -> scene.dosvm.subnets().create(name, s -> s.cidr("10.9.0.0/24")
                .description(text)));
        nouns.put("volume", (name, text) -> scene.web
                .volumes()
                .create(name, v -> v.size(ByteSize.gib(1)).in(scene.pool).description(text)));
        nouns.put("image", (name, text) -> scene.web
                .images()
                .create(name, i -> i.upload(scene.small).in(scene.pool).description(text)));
        nouns.put("network", (name, text) -> scene.web.networks().create(name, n -> n.nat(scene.host)
                .subnet(scene.dosvm.subnets().require("lan"))
                .description(text)));
        nouns.put("instance", (name, text) -> scene.web.instances().create(name, i -> i.memory(ByteSize.gib(1))
                .description(text)));
        nouns.put("VM", (name, text) -> scene.web.vms().create(name, v -> v.from(nginx)
                .description(text)));
        return nouns;
    }

    @Test
    void namesAndDescriptions_ofEveryNoun() {
        long position = scene.dosvm.events().position();
        Map<String, Object> wrong = new TreeMap<>();
        nouns().forEach((noun, create) -> {
            for (String name : NAMES) {
                List<String> fields = refused(() -> create.named(name, "fine"));
                if (!fields.equals(List.of("name"))) {
                    wrong.put(noun + " '" + name + "'", fields);
                }
            }
            for (String text : List.of("a\nb", "a\u0000b", TOO_LONG)) {
                List<String> fields = refused(() -> create.named("a/b", text));
                if (!fields.stream().sorted().toList().equals(List.of("description", "name"))) {
                    wrong.put(noun + " described as '" + text + "'", fields);
                }
            }
        });
        assertEquals(Map.of(), wrong);
        assertEquals(position, scene.dosvm.events().position(), "something was written");
    }

    @Test
    void sizes() {
        for (ByteSize size : List.of(
                ByteSize.ZERO, ByteSize.bytes(-1), ByteSize.bytes(Long.MIN_VALUE), ByteSize.bytes(Long.MAX_VALUE))) {
            assertEquals(
                    List.of("size"),
                    refused(() ->
                            scene.web.volumes().create("v", v -> v.size(size).in(scene.pool))),
                    size.toString());
            assertEquals(
                    List.of("memory"),
                    refused(() -> scene.web.instances().create("i", i -> i.memory(size))),
                    size.toString());
            assertEquals(
                    List.of("disks[0].size"),
                    refused(() -> scene.web.instances().create("i", i -> i.memory(ByteSize.gib(1))
                            .disk(d -> d.blank(size).in(scene.pool)))),
                    size.toString());
        }
        for (ByteSize size : List.of(ByteSize.bytes(-1), ByteSize.bytes(Long.MIN_VALUE))) {
            assertEquals(
                    List.of("capacity"),
                    refused(() -> scene.dosvm.pools().create("p", p -> p.hostDirectory(scene.host, "/p")
                            .capacity(size))),
                    size.toString());
            assertEquals(
                    List.of("quota.memory"),
                    refused(() -> scene.dosvm.projects().create("p", p -> p.quota(q -> q.memory(size)))),
                    size.toString());
        }
        for (int count : new int[] {0, -1, Integer.MIN_VALUE, 256, Integer.MAX_VALUE}) {
            assertEquals(
                    List.of("vcpus"), refused(() -> scene.web.instances().create("i", i -> i.memory(ByteSize.gib(1))
                            .vcpus(count))));
        }
        for (String directory : List.of("", "relative", "/a/../b", "/a\nb", "/")) {
            assertEquals(
                    List.of("directory"),
                    refused(() -> scene.dosvm.pools().create("p", p -> p.hostDirectory(scene.host, directory)
                            .capacity(ByteSize.gib(1)))),
                    directory);
        }
    }

    private static List<String> refused(Executable executable) {
        return assertThrows(DosvmException.class, executable).violations().stream()
                .map(Violation::field)
                .toList();
    }
}
