package io.dosvm.samples.xml;

import io.dosvm.libvirt.xml.Accessor;
import io.dosvm.libvirt.xml.Accessors;
import io.dosvm.libvirt.xml.Document;
import io.dosvm.libvirt.xml.Limits;
import io.dosvm.libvirt.xml.XmlException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * {@code xml explain FILE}: per element and attribute its path, the public accessor that reaches it, the Java type that
 * this returns, and the value in the document, separated by tabs. A dash stands where no accessor exists. Line breaks,
 * tabs and backslashes in values are written as \n, \r, \t and \\.
 */
public final class XmlExplain {
    private XmlExplain() {}

    public static void main(String[] args) {
        System.exit(run(args));
    }

    /**
     * Explains a file.
     *
     * @param arguments its path
     * @return 0, 1 if it cannot be read, 2 if there is not one path
     */
    public static int run(String... arguments) {
        if (arguments.length != 1) {
            System.err.println("usage: xml explain FILE");
            return 2;
        }
        String file = arguments[0];
        try (InputStream in = Files.newInputStream(Path.of(file))) {
            StringBuilder out = new StringBuilder();
            for (Accessor a : Accessors.load().explain(Document.read(in, Limits.DEFAULT))) {
                out.append(a.path()).append('\t').append(a.method().orElse("-")).append('\t');
                out.append(a.type().orElse("-"))
                        .append('\t')
                        .append(escaped(a.value()))
                        .append('\n');
            }
            System.out.print(out);
            return 0;
        } catch (XmlException e) {
            System.err.println(file + ": " + e.getMessage());
        } catch (IOException | UncheckedIOException e) {
            System.err.println(file + ": " + Unreadable.why(e));
        }
        return 1;
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\")
                .replace("\t", "\\t")
                .replace("\r", "\\r")
                .replace("\n", "\\n");
    }
}
