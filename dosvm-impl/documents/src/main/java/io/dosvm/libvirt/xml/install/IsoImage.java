package io.dosvm.libvirt.xml.install;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** What an ISO 9660 image says of itself: enough to find in libosinfo's database which medium it is. */
final class IsoImage {
    private static final int DESCRIPTOR = 16 * 2048;
    private static final int LENGTH = 2048;

    private IsoImage() {}

    /** The words of an image's primary volume descriptor. */
    record Labels(String system, String volume, String publisher, String application) {}

    /**
     * The layout of an image on this machine.
     *
     * @throws IllegalArgumentException if it cannot be read, or nobody knows where its kernel is
     */
    static TreeLayout layout(String path) {
        return labels(path)
                .flatMap(OsMedia::layout)
                .orElseThrow(() -> new IllegalArgumentException("--location "
                        + path + ": not a folder, a URL, or an image that is here and that libosinfo's database knows;"
                        + " say kernel= and initrd="));
    }

    private static Optional<Labels> labels(String path) {
        byte[] block = new byte[LENGTH];
        try (RandomAccessFile file = new RandomAccessFile(path, "r")) {
            file.seek(DESCRIPTOR);
            file.readFully(block);
        } catch (IOException e) {
            return Optional.empty();
        }
        return text(block, 1, 5).equals("CD001")
                ? Optional.of(new Labels(
                        text(block, 8, 32), text(block, 40, 32), text(block, 318, 128), text(block, 574, 128)))
                : Optional.empty();
    }

    private static String text(byte[] block, int at, int length) {
        return new String(block, at, length, StandardCharsets.ISO_8859_1).stripTrailing();
    }
}
