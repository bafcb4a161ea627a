package io.dosvm.engine.storage;

import io.dosvm.engine.kernel.FileNames;
import io.dosvm.engine.kernel.Violations;
import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.error.ValidationException;
import io.dosvm.error.Violation;
import io.dosvm.spi.Runtime;
import io.dosvm.spi.Storage;
import io.dosvm.value.ByteSize;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * A local file that is to become an image, as its first bytes tell.
 *
 * <p>A qcow2 file that lies on another file is refused: opened on a host, it would show a guest whatever its author
 * named there. The layout is that of QEMU's {@code docs/interop/qcow2.txt}.
 *
 * @param format how the bytes are to be read, fixed from now on
 * @param capacity what a guest will see
 * @param size how long the file is
 */
record ImageFile(Path path, Storage.Format format, ByteSize capacity, ByteSize size) {
    private static final int QCOW2_MAGIC = 0x514649fb;
    private static final int QCOW2_HEADER = 104;
    private static final long EXTERNAL_DATA_FILE = 1L << 2;
    private static final int ISO_MAGIC_AT = 32769;
    private static final byte[] ISO_MAGIC = {'C', 'D', '0', '0', '1'};
    private static final int SECTOR = 512;
    private static final int PIECE = 256 * 1024;

    /** How long a file is, if it can be told. */
    static Optional<ByteSize> length(Path path) {
        try {
            return Optional.of(ByteSize.bytes(Files.size(path)));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /**
     * What the bytes of a file hash to.
     *
     * @throws DosvmException {@code INVALID} if it cannot be read, {@code TIMEOUT} if that takes too long
     */
    static String sha256(Path path, Runtime runtime, Duration atMost) {
        long end = runtime.endOf(atMost);
        try (InputStream in = Files.newInputStream(path)) {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            byte[] piece = new byte[PIECE];
            for (int count = in.read(piece); count >= 0; count = in.read(piece)) {
                digest.update(piece, 0, count);
                if (end - runtime.nanoTime() <= 0) {
                    throw DosvmException.of(ErrorCode.TIMEOUT, "the file " + path + " was not read within " + atMost)
                            .with("file", path)
                            .hint("say what it hashes to; then it need not be read")
                            .build();
                }
            }
            return HexFormat.of().formatHex(digest.digest());
        } catch (IOException e) {
            throw new ValidationException(List.of(new Violation(
                    "upload", path.toString(), "a file that this process may read, where sha256 is not given")));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    /** Reads the beginning of a file, or adds what is wrong with it. */
    static Optional<ImageFile> inspect(Violations violations, Path path, Optional<Storage.Format> asked) {
        Path absolute = path.toAbsolutePath().normalize();
        if (!FileNames.lasting(absolute)) {
            violations.check(false, "upload", path, FileNames.rule());
            return Optional.empty();
        }
        if (!Files.isRegularFile(absolute) || !Files.isReadable(absolute)) {
            violations.check(false, "upload", path, "a regular file that this process may read");
            return Optional.empty();
        }
        try (SeekableByteChannel channel = Files.newByteChannel(absolute)) {
            long size = channel.size();
            ByteBuffer header = read(channel, 0, QCOW2_HEADER);
            boolean qcow2 = header.remaining() == QCOW2_HEADER && header.getInt(0) == QCOW2_MAGIC;
            Storage.Format format = asked.orElseGet(() -> qcow2 ? Storage.Format.QCOW2 : Storage.Format.RAW);
            if (asked.isEmpty() && !qcow2 && isIso(channel)) {
                format = Storage.Format.ISO;
            }
            if (format == Storage.Format.QCOW2) {
                return qcow2(violations, absolute, size, qcow2, header);
            }
            violations.check(size > 0, "upload", path, "a file with bytes in it");
            violations.check(
                    !qcow2, "format", format, "qcow2: the file is one, and read otherwise it shows a guest its tables");
            violations.check(size % SECTOR == 0, "upload", path, "a whole number of sectors of 512 bytes");
            return Optional.of(new ImageFile(absolute, format, ByteSize.bytes(size), ByteSize.bytes(size)));
        } catch (IOException e) {
            violations.check(false, "upload", path, "readable: " + e.getMessage());
            return Optional.empty();
        }
    }

    private static Optional<ImageFile> qcow2(
            Violations violations, Path path, long size, boolean magic, ByteBuffer header) {
        violations.check(
                magic, "format", Storage.Format.QCOW2, "the file's format; its first bytes are not those of qcow2");
        if (!magic) {
            return Optional.empty();
        }
        int version = header.getInt(4);
        long backing = header.getLong(8);
        long capacity = header.getLong(24);
        int encryption = header.getInt(32);
        long incompatible = version >= 3 ? header.getLong(72) : 0;
        violations.check(version == 2 || version == 3, "upload", path, "qcow2 of version 2 or 3, not " + version);
        violations.check(backing == 0, "upload", path, "a qcow2 file without a backing file; flatten it first");
        violations.check(
                (incompatible & EXTERNAL_DATA_FILE) == 0, "upload", path, "a qcow2 file without an external data file");
        violations.check(encryption == 0, "upload", path, "a qcow2 file that is not encrypted");
        violations.check(capacity > 0 && capacity % SECTOR == 0, "upload", path, "a qcow2 file of a real size");
        return Optional.of(new ImageFile(path, Storage.Format.QCOW2, ByteSize.bytes(capacity), ByteSize.bytes(size)));
    }

    private static boolean isIso(SeekableByteChannel channel) throws IOException {
        ByteBuffer found = read(channel, ISO_MAGIC_AT, ISO_MAGIC.length);
        return found.equals(ByteBuffer.wrap(ISO_MAGIC));
    }

    private static ByteBuffer read(SeekableByteChannel channel, long at, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(length);
        channel.position(at);
        while (buffer.hasRemaining() && channel.read(buffer) >= 0) {
            // read on: a channel may give less than it has
        }
        return buffer.flip();
    }
}
