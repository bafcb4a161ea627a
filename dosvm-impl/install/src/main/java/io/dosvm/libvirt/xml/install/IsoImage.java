package io.dosvm.libvirt.xml.install;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * An ISO 9660 image on this machine: what it says of itself, which is how libosinfo's database knows media, and the
 * files in it by their Joliet names, or by those that everybody can read.
 */
final class IsoImage implements InstallTree {
    private static final int BLOCK = 2048;
    private static final int DESCRIPTORS = 16;
    private static final int MOST_DESCRIPTORS = 32;
    private static final int ROOT = 156;
    /** The most of a folder that is read. */
    private static final int LARGEST_FOLDER = 4 << 20;

    private final String path;

    IsoImage(String path) {
        this.path = path;
    }

    /** The words of an image's primary volume descriptor, and how many bytes the volume has. */
    record Labels(String system, String volume, String publisher, String application, long size) {}

    /** A file or folder in the image. */
    private record Extent(long block, long size, boolean isFolder) {}

    /** What the image says of itself; empty if it cannot be read, or is none. */
    Optional<Labels> labels() {
        try (RandomAccessFile file = new RandomAccessFile(path, "r")) {
            byte[] d = read(file, DESCRIPTORS, BLOCK);
            return isDescriptor(d)
                    ? Optional.of(new Labels(
                            text(d, 8, 32),
                            text(d, 40, 32),
                            text(d, 318, 128),
                            text(d, 574, 128),
                            (long) number(d, 80) * BLOCK))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    @Override
    public Optional<String> text(String name) {
        try (RandomAccessFile file = new RandomAccessFile(path, "r")) {
            Optional<Extent> found = find(file, name);
            return found.isPresent() && !found.get().isFolder && found.get().size <= LONGEST
                    ? Optional.of(new String(
                            read(file, found.get().block, (int) found.get().size), StandardCharsets.ISO_8859_1))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    @Override
    public boolean has(String name) {
        try (RandomAccessFile file = new RandomAccessFile(path, "r")) {
            return find(file, name).filter(f -> !f.isFolder).isPresent();
        } catch (IOException e) {
            return false;
        }
    }

    private static Optional<Extent> find(RandomAccessFile file, String name) throws IOException {
        byte[] primary = read(file, DESCRIPTORS, BLOCK);
        byte[] chosen = primary;
        for (int i = 1; i < MOST_DESCRIPTORS && isDescriptor(primary); i++) {
            byte[] d = read(file, DESCRIPTORS + i, BLOCK);
            if (!isDescriptor(d) || d[0] == (byte) 255) {
                break;
            }
            // the escape sequences of Joliet
            if (d[0] == 2 && text(d, 88, 2).equals("%/")) {
                chosen = d;
            }
        }
        if (!isDescriptor(primary) || !TreeLayout.isInside(name)) {
            return Optional.empty();
        }
        boolean joliet = chosen != primary;
        Optional<Extent> found = Optional.of(extent(chosen, ROOT));
        for (String part : name.split("/")) {
            found = found.isPresent() && found.get().isFolder
                    ? entry(file, found.get(), part, joliet)
                    : Optional.empty();
        }
        return found;
    }

    private static Optional<Extent> entry(RandomAccessFile file, Extent folder, String name, boolean joliet)
            throws IOException {
        byte[] all = read(file, folder.block, (int) Math.min(folder.size, LARGEST_FOLDER));
        Charset charset = joliet ? StandardCharsets.UTF_16BE : StandardCharsets.ISO_8859_1;
        for (int at = 0; at + 34 <= all.length; ) {
            int length = all[at] & 0xff;
            if (length == 0) {
                // no entry crosses a block
                at = (at / BLOCK + 1) * BLOCK;
                continue;
            }
            int letters = all[at + 32] & 0xff;
            if (at + 33 + letters <= all.length) {
                String found = new String(all, at + 33, letters, charset).replaceFirst("\\.?;[0-9]+$", "");
                if (joliet ? found.equals(name) : found.equalsIgnoreCase(name)) {
                    return Optional.of(extent(all, at));
                }
            }
            at += length;
        }
        return Optional.empty();
    }

    private static Extent extent(byte[] record, int at) {
        return new Extent(
                number(record, at + 2) & 0xffffffffL,
                number(record, at + 10) & 0xffffffffL,
                (record[at + 25] & 2) != 0);
    }

    private static byte[] read(RandomAccessFile file, long block, int length) throws IOException {
        byte[] bytes = new byte[length];
        file.seek(block * BLOCK);
        file.readFully(bytes);
        return bytes;
    }

    private static boolean isDescriptor(byte[] block) {
        return text(block, 1, 5).equals("CD001");
    }

    private static int number(byte[] bytes, int at) {
        return ByteBuffer.wrap(bytes, at, 4).order(ByteOrder.LITTLE_ENDIAN).getInt();
    }

    private static String text(byte[] block, int at, int length) {
        return new String(block, at, length, StandardCharsets.ISO_8859_1).stripTrailing();
    }
}
