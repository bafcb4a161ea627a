package io.dosvm.testkit.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The drivers that the guest loads, each after those it depends on. */
final class KernelModules {
    private static final String DEPENDS = "\0depends=";

    private final Map<String, Path> files = new LinkedHashMap<>();
    private final Map<String, byte[]> ordered = new LinkedHashMap<>();

    private KernelModules(Path tree) throws IOException {
        try (Stream<Path> all = Files.walk(tree.resolve("lib/modules"))) {
            all.filter(p -> p.toString().matches(".*\\.ko(\\.xz)?")).forEach(p -> files.put(name(p), p));
        }
    }

    /** The content of the modules asked for and of all they need, in the order to load them. */
    static Map<String, byte[]> load(Path tree, List<String> names) throws IOException {
        KernelModules modules = new KernelModules(tree);
        for (String name : names) {
            modules.add(name);
        }
        return modules.ordered;
    }

    private void add(String name) throws IOException {
        if (ordered.containsKey(name)) {
            return;
        }
        Path file = files.get(name);
        if (file == null) {
            throw new IOException("the kernel package has no module " + name);
        }
        byte[] content = content(file);
        for (String needed : depends(content)) {
            add(needed);
        }
        ordered.put(name, content);
    }

    private static byte[] content(Path file) throws IOException {
        if (!file.toString().endsWith(".xz")) {
            return Files.readAllBytes(file);
        }
        Command.of("xz", "--decompress", "--keep", file.toString()).check();
        String name = file.toString();
        return Files.readAllBytes(Path.of(name.substring(0, name.length() - ".xz".length())));
    }

    /** A module names those it depends on in its own text, {@code depends=a,b}. */
    private static List<String> depends(byte[] content) {
        String text = new String(content, StandardCharsets.ISO_8859_1);
        int at = text.indexOf(DEPENDS);
        if (at < 0) {
            return List.of();
        }
        String list = text.substring(at + DEPENDS.length(), text.indexOf('\0', at + 1));
        return list.isEmpty()
                ? List.of()
                : Stream.of(list.split(",", -1)).map(n -> n.replace('-', '_')).toList();
    }

    private static String name(Path file) {
        String name = file.getFileName().toString();
        return name.substring(0, name.indexOf(".ko")).replace('-', '_');
    }
}
