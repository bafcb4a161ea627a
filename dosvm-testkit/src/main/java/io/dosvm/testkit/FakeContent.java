package io.dosvm.testkit;

import java.util.Arrays;
import java.util.TreeMap;

/** A file's bytes, in pieces; zeros at the end of a piece take no room. Guarded by the host's lock. */
final class FakeContent {
    private static final int PIECE = 64 * 1024;

    private static final byte[] NOTHING = {};

    private final TreeMap<Long, byte[]> pieces = new TreeMap<>();
    private long length;

    FakeContent(long length) {
        this.length = length;
    }

    long length() {
        return length;
    }

    /** What it takes on disk. */
    long allocation() {
        return (long) pieces.size() * PIECE;
    }

    void append(byte[] bytes, int count) {
        write(length, bytes, count);
    }

    void write(long at, byte[] bytes, int count) {
        int done = 0;
        while (done < count) {
            long piece = (at + done) / PIECE;
            int offset = (int) ((at + done) % PIECE);
            int now = Math.min(PIECE - offset, count - done);
            put(piece, offset, bytes, done, now);
            done += now;
        }
        length = Math.max(length, at + count);
    }

    /** Fills a buffer from a place on; returns how many bytes there were. */
    int read(long at, byte[] into) {
        int wanted = (int) Math.max(0, Math.min(into.length, length - at));
        int done = 0;
        while (done < wanted) {
            int offset = (int) ((at + done) % PIECE);
            int now = Math.min(PIECE - offset, wanted - done);
            byte[] piece = pieces.getOrDefault((at + done) / PIECE, NOTHING);
            int kept = Math.max(0, Math.min(now, piece.length - offset));
            System.arraycopy(piece, Math.min(offset, piece.length), into, done, kept);
            Arrays.fill(into, done + kept, done + now, (byte) 0);
            done += now;
        }
        return wanted;
    }

    byte[] head() {
        byte[] head = new byte[(int) Math.min(length, DiskHeader.LENGTH)];
        read(0, head);
        return head;
    }

    private void put(long number, int offset, byte[] bytes, int from, int count) {
        byte[] piece = pieces.getOrDefault(number, NOTHING);
        int meant = count;
        while (meant > 0 && bytes[from + meant - 1] == 0 && offset + meant > piece.length) {
            meant--;
        }
        if (meant > 0) {
            byte[] grown = offset + meant <= piece.length ? piece : Arrays.copyOf(piece, offset + meant);
            System.arraycopy(bytes, from, grown, offset, meant);
            pieces.put(number, grown);
        }
    }
}
