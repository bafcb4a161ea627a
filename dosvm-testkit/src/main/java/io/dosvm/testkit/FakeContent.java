package io.dosvm.testkit;

import java.util.Arrays;
import java.util.TreeMap;

/** A file's bytes, in pieces; pieces of zeros take no room. Guarded by the host's lock. */
final class FakeContent {
    private static final int PIECE = 64 * 1024;

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
            if (pieces.containsKey(piece) || !zeros(bytes, done, now)) {
                System.arraycopy(bytes, done, pieces.computeIfAbsent(piece, p -> new byte[PIECE]), offset, now);
            }
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
            byte[] piece = pieces.get((at + done) / PIECE);
            if (piece == null) {
                Arrays.fill(into, done, done + now, (byte) 0);
            } else {
                System.arraycopy(piece, offset, into, done, now);
            }
            done += now;
        }
        return wanted;
    }

    byte[] head() {
        byte[] head = new byte[(int) Math.min(length, DiskHeader.LENGTH)];
        read(0, head);
        return head;
    }

    private static boolean zeros(byte[] bytes, int from, int count) {
        for (int i = from; i < from + count; i++) {
            if (bytes[i] != 0) {
                return false;
            }
        }
        return true;
    }
}
