package io.dosvm.engine.storage;

import io.dosvm.Pool;
import io.dosvm.VolumeSpec;
import io.dosvm.spi.Storage;
import io.dosvm.value.ByteSize;
import io.dosvm.value.RequestId;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a caller sets of a volume; what was left out stays empty. */
final class VolumeDraft implements VolumeSpec {
    private @Nullable ByteSize size;
    private @Nullable UUID pool;
    private Storage.@Nullable Format format;
    private @Nullable String description;
    private @Nullable RequestId requestId;

    @Override
    public VolumeSpec size(ByteSize capacity) {
        this.size = capacity;
        return this;
    }

    @Override
    public VolumeSpec in(Pool where) {
        this.pool = where.id().value();
        return this;
    }

    @Override
    public VolumeSpec format(Storage.Format written) {
        this.format = written;
        return this;
    }

    @Override
    public VolumeSpec description(String text) {
        this.description = text;
        return this;
    }

    @Override
    public VolumeSpec requestId(RequestId id) {
        this.requestId = id;
        return this;
    }

    Optional<ByteSize> size() {
        return Optional.ofNullable(size);
    }

    Optional<UUID> pool() {
        return Optional.ofNullable(pool);
    }

    Storage.Format format() {
        return givenFormat().orElse(Storage.Format.QCOW2);
    }

    Optional<Storage.Format> givenFormat() {
        return Optional.ofNullable(format);
    }

    Optional<String> description() {
        return Optional.ofNullable(description);
    }

    Optional<RequestId> requestId() {
        return Optional.ofNullable(requestId);
    }
}
