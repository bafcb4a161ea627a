package io.dosvm.testkit;

import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.spi.Storage.Format;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What the first bytes of a disk image say about it. Whoever made the bytes may have meant harm. */
record DiskHeader(Format format, long capacity, Optional<String> backing, Optional<Format> backingFormat) {
    /** As many first bytes as reading ever needs. */
    static final int LENGTH = 64 * 1024;

    private static final int MAGIC = 0x514649FB;
    private static final int BACKING_FORMAT = 0xE2792ACA;
    private static final int INCOMPATIBLE_DATA_FILE = 4;
    private static final int ISO_MARK = 32_769;

    static DiskHeader read(byte[] head, long fileLength) {
        ByteBuffer bytes = ByteBuffer.wrap(head);
        if (head.length >= 8 && bytes.getInt(0) == MAGIC) {
            return qcow2(bytes);
        }
        boolean iso = head.length >= ISO_MARK + 5
                && "CD001".equals(new String(head, ISO_MARK, 5, StandardCharsets.ISO_8859_1));
        return new DiskHeader(iso ? Format.ISO : Format.RAW, fileLength, Optional.empty(), Optional.empty());
    }

    /** The header of an empty qcow2 image. */
    static byte[] write(long capacity, @Nullable String backing, @Nullable Format backingFormat) {
        byte[] name = backing == null ? new byte[0] : backing.getBytes(StandardCharsets.UTF_8);
        byte[] word = backingFormat == null ? new byte[0] : backingFormat.text().getBytes(StandardCharsets.US_ASCII);
        ByteBuffer head = ByteBuffer.allocate(LENGTH);
        head.putInt(0, MAGIC).putInt(4, 3).putInt(20, 16).putLong(24, capacity);
        head.putInt(36, 1).putLong(40, 3L << 16).putLong(48, 1L << 16).putInt(56, 1);
        head.putInt(96, 4).putInt(100, 104);
        int at = 104;
        if (word.length > 0) {
            head.putInt(at, BACKING_FORMAT).putInt(at + 4, word.length);
            head.position(at + 8).put(word);
            at += 8 + padded(word.length);
        }
        at += 8;
        if (name.length > 0) {
            head.putLong(8, at).putInt(16, name.length);
            head.position(at).put(name);
        }
        return head.array();
    }

    private static DiskHeader qcow2(ByteBuffer head) {
        int version = head.getInt(4);
        if (head.limit() < 72 || version != 2 && version != 3 || version == 3 && head.limit() < 104) {
            throw unusable("a qcow2 header of version " + version + " that is cut off or not known");
        }
        int clusterBits = head.getInt(20);
        long capacity = head.getLong(24);
        if (clusterBits < 9 || clusterBits > 21 || capacity < 0) {
            throw unusable("a qcow2 header with impossible sizes");
        }
        if (version == 3 && (head.getLong(72) & INCOMPATIBLE_DATA_FILE) != 0) {
            throw unusable("a qcow2 image with an external data file");
        }
        return new DiskHeader(
                Format.QCOW2, capacity, backing(head), version == 3 ? backingFormat(head) : Optional.empty());
    }

    private static Optional<String> backing(ByteBuffer head) {
        long offset = head.getLong(8);
        int length = head.getInt(16);
        if (offset == 0) {
            return Optional.empty();
        }
        if (length < 1 || length > 1023 || offset < 72 || offset > head.limit() - length) {
            throw unusable("a qcow2 header whose backing file name lies outside of it");
        }
        return Optional.of(new String(head.array(), (int) offset, length, StandardCharsets.UTF_8));
    }

    private static Optional<Format> backingFormat(ByteBuffer head) {
        long at = head.getInt(100) & 0xFFFF_FFFFL;
        while (at >= 104 && at + 8 <= head.limit()) {
            int type = head.getInt((int) at);
            long length = head.getInt((int) at + 4) & 0xFFFF_FFFFL;
            if (type == 0) {
                return Optional.empty();
            }
            if (at + 8 + length > head.limit()) {
                break;
            }
            if (type == BACKING_FORMAT) {
                return Optional.of(
                        Format.of(new String(head.array(), (int) at + 8, (int) length, StandardCharsets.US_ASCII)));
            }
            at += 8 + padded((int) length);
        }
        throw unusable("a qcow2 header whose extensions do not end");
    }

    private static int padded(int length) {
        return (length + 7) / 8 * 8;
    }

    private static DosvmException unusable(String what) {
        return DosvmException.of(ErrorCode.FILE_UNUSABLE, what).build();
    }
}
