package io.dosvm.testkit;

import io.dosvm.spi.Storage.Format;
import java.util.Optional;

/** One file in a directory of a fake host. Guarded by the host's lock. */
final class FakeFile {
    final String path;
    FakeContent content;
    Format format;
    long capacity;
    Optional<String> backing = Optional.empty();
    Optional<Format> backingFormat = Optional.empty();
    boolean unreadable;

    FakeFile(String path, Format format, long capacity, FakeContent content) {
        this.path = path;
        this.format = format;
        this.capacity = capacity;
        this.content = content;
    }

    String name() {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    String directory() {
        return path.substring(0, path.lastIndexOf('/'));
    }

    /** Believes what its bytes say, as a look at the directory does. */
    void readHeader() {
        DiskHeader header = DiskHeader.read(content.head(), content.length());
        format = header.format();
        capacity = header.capacity();
        backing = header.backing();
        backingFormat = header.backingFormat();
    }

    @Override
    public String toString() {
        return path + " " + format + backing.map(b -> " on " + b).orElse("");
    }
}
