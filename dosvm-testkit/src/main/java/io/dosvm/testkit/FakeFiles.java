package io.dosvm.testkit;

import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.spi.Storage.Format;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;

/** The file system of a fake host. Guarded by the host's lock. */
final class FakeFiles {
    /** An empty qcow2 image: header, refcounts and one table. */
    static final long QCOW2_EMPTY = 196_608;

    private final TreeMap<String, FakeFile> files = new TreeMap<>();
    private long size;

    FakeFiles(long size) {
        this.size = size;
    }

    void size(long bytes) {
        size = bytes;
    }

    long size() {
        return size;
    }

    long free() {
        long used = files.values().stream().mapToLong(FakeFiles::allocation).sum();
        return Math.max(0, size - used);
    }

    static long allocation(FakeFile file) {
        long written = file.content.allocation();
        return file.format == Format.QCOW2 ? Math.max(written, Math.min(QCOW2_EMPTY, file.content.length())) : written;
    }

    Optional<FakeFile> find(String path) {
        return Optional.ofNullable(files.get(path));
    }

    List<FakeFile> in(String directory) {
        String start = directory + "/";
        return files.tailMap(start, true).values().stream()
                .takeWhile(f -> f.path.startsWith(start))
                .filter(f -> f.path.indexOf('/', start.length()) < 0)
                .toList();
    }

    List<FakeFile> all() {
        return List.copyOf(files.values());
    }

    FakeFile create(
            String path, Format format, long capacity, Optional<String> backing, Optional<Format> backingFormat) {
        if (free() < QCOW2_EMPTY) {
            throw full(path);
        }
        FakeContent content = new FakeContent(format == Format.QCOW2 ? QCOW2_EMPTY : capacity);
        FakeFile file = new FakeFile(path, format, capacity, content);
        if (format == Format.QCOW2) {
            file.backing = backing;
            file.backingFormat = backingFormat;
            byte[] head = DiskHeader.write(capacity, file.backing.orElse(null), file.backingFormat.orElse(null));
            content.write(0, head, head.length);
        }
        files.put(path, file);
        return file;
    }

    void put(FakeFile file) {
        files.put(file.path, file);
    }

    void delete(String path) {
        files.remove(path);
    }

    /** The files that an image is read from: itself, what lies beneath it, and so on. */
    List<FakeFile> chain(String path) {
        List<FakeFile> chain = new ArrayList<>();
        Optional<String> next = Optional.of(path);
        while (next.isPresent()) {
            String now = next.get();
            FakeFile file = files.get(now);
            if (file == null || file.unreadable) {
                throw DosvmException.of(ErrorCode.FILE_UNUSABLE, "no file that can be read: " + now)
                        .with("path", now)
                        .build();
            }
            if (chain.contains(file)) {
                throw DosvmException.of(ErrorCode.FILE_UNUSABLE, "an image lies on itself: " + now)
                        .build();
            }
            chain.add(file);
            next = file.backing;
        }
        return chain;
    }

    static DosvmException full(String path) {
        return DosvmException.of(ErrorCode.POOL_FULL, "no space left on device: " + path)
                .with("path", path)
                .build();
    }
}
