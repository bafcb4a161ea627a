package io.dosvm.samples.xml;

import io.dosvm.libvirt.xml.Accessor;
import io.dosvm.libvirt.xml.Accessors;
import io.dosvm.libvirt.xml.Document;
import io.dosvm.libvirt.xml.Limits;
import io.dosvm.libvirt.xml.XmlException;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * {@code xml check PATH…}: reads libvirt documents of any kind, writes them again, and says whether they still mean the
 * same and how much of them has a typed accessor. Of a folder these are all files whose name ends in .xml, at any
 * depth. Failures are listed; the last line is one JSON object. With {@code --untyped} every element and attribute
 * without an accessor is listed too.
 */
public final class XmlCheck {
    private final PrintStream out;
    private final boolean listUntyped;
    private final Accessors accessors = Accessors.load();
    private int files;
    private int identical;
    private int rejected;
    private long occurrences;
    private long typed;

    private XmlCheck(PrintStream out, boolean listUntyped) {
        this.out = out;
        this.listUntyped = listUntyped;
    }

    public static void main(String[] args) {
        System.exit(run(args));
    }

    /**
     * Checks files and folders.
     *
     * @param arguments paths, and {@code --untyped}
     * @return 0 if every file was read and written the same, 1 if not, 2 if there is nothing to check
     */
    public static int run(String... arguments) {
        List<String> paths = new ArrayList<>(List.of(arguments));
        boolean listUntyped = paths.remove("--untyped");
        if (paths.isEmpty()) {
            System.err.println("usage: xml check [--untyped] PATH...");
            return 2;
        }
        XmlCheck check = new XmlCheck(System.out, listUntyped);
        boolean complete = true;
        for (String path : paths) {
            complete &= check.all(Path.of(path));
        }
        boolean fine = check.report();
        return fine && complete ? 0 : 1;
    }

    private boolean all(Path path) {
        if (!Files.isDirectory(path)) {
            return one(path);
        }
        // a link to a folder is the folder
        try (Stream<Path> inside = Files.walk(path.toRealPath())) {
            List<Path> found = inside.filter(p -> isXml(p) && Files.isRegularFile(p))
                    .sorted()
                    .toList();
            boolean fine = !found.isEmpty();
            if (found.isEmpty()) {
                out.println(path + ": no file in it ends in .xml");
            }
            for (Path file : found) {
                fine &= one(file);
            }
            return fine;
        } catch (IOException | UncheckedIOException e) {
            out.println(path + ": " + Unreadable.why(e));
            return false;
        }
    }

    private static boolean isXml(Path path) {
        return path.toString().toLowerCase(Locale.ROOT).endsWith(".xml");
    }

    private boolean one(Path file) {
        files++;
        Document read;
        try (InputStream in = Files.newInputStream(file)) {
            read = Document.read(in, Limits.DEFAULT);
        } catch (XmlException e) {
            rejected++;
            out.println(file + ": rejected: " + e.getMessage());
            return false;
        } catch (IOException | UncheckedIOException e) {
            rejected++;
            out.println(file + ": " + Unreadable.why(e));
            return false;
        }
        compare(file, read);
        for (Accessor a : accessors.explain(read)) {
            occurrences++;
            if (a.isTyped()) {
                typed++;
            } else if (listUntyped || a.problem().isPresent()) {
                String why = a.problem().map(p -> ": " + p).orElse("");
                out.println(file + ": untyped: " + a.path() + why);
            }
        }
        return true;
    }

    private void compare(Path file, Document read) {
        String difference = SameDocument.difference(file, read.xml());
        if (difference.isEmpty()) {
            identical++;
        } else {
            out.println(file + ": not identical: " + difference);
        }
    }

    private boolean report() {
        double share = occurrences == 0 ? 1 : (double) typed / occurrences;
        out.println(String.format(
                Locale.ROOT,
                "{\"files\":%d,\"identical\":%d,\"typed\":%.4f,\"rejected\":%d,\"occurrences\":%d,\"untyped\":%d}",
                files,
                identical,
                Math.floor(share * 10000) / 10000,
                rejected,
                occurrences,
                occurrences - typed));
        return identical == files && rejected == 0;
    }
}
