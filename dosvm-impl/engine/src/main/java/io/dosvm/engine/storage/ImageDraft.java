package io.dosvm.engine.storage;

import io.dosvm.ImageSpec;
import io.dosvm.Pool;
import io.dosvm.spi.Storage;
import io.dosvm.value.RequestId;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a caller sets of an image; what was left out stays empty. */
final class ImageDraft implements ImageSpec {
    private @Nullable Path upload;
    private Storage.@Nullable Format format;
    private @Nullable String sha256;
    private @Nullable UUID pool;
    private @Nullable String description;
    private @Nullable RequestId requestId;

    @Override
    public ImageSpec upload(Path file) {
        this.upload = file;
        return this;
    }

    @Override
    public ImageSpec format(Storage.Format read) {
        this.format = read;
        return this;
    }

    @Override
    public ImageSpec sha256(String hex) {
        this.sha256 = hex;
        return this;
    }

    @Override
    public ImageSpec in(Pool where) {
        this.pool = where.id().value();
        return this;
    }

    @Override
    public ImageSpec description(String text) {
        this.description = text;
        return this;
    }

    @Override
    public ImageSpec requestId(RequestId id) {
        this.requestId = id;
        return this;
    }

    Optional<Path> upload() {
        return Optional.ofNullable(upload);
    }

    Optional<Storage.Format> format() {
        return Optional.ofNullable(format);
    }

    Optional<String> sha256() {
        return Optional.ofNullable(sha256).map(s -> s.toLowerCase(Locale.ROOT));
    }

    Optional<UUID> pool() {
        return Optional.ofNullable(pool);
    }

    Optional<String> description() {
        return Optional.ofNullable(description);
    }

    Optional<RequestId> requestId() {
        return Optional.ofNullable(requestId);
    }
}
