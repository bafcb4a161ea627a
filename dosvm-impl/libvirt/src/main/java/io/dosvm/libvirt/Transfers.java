package io.dosvm.libvirt;

import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.libvirt.binding.ByteStream;
import io.dosvm.libvirt.binding.LibvirtException;
import io.dosvm.libvirt.binding.StoragePool;
import io.dosvm.libvirt.binding.StorageVolume;
import io.dosvm.spi.Call;
import io.dosvm.spi.Storage;
import io.dosvm.spi.Storage.VolumeFound;
import io.dosvm.spi.Storage.VolumeKey;
import io.dosvm.value.ByteSize;
import io.dosvm.value.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Moves the bytes of volumes. */
final class Transfers {
    private static final Logger LOG = LoggerFactory.getLogger(Transfers.class);
    private static final Duration ABORT = Duration.ofSeconds(2);

    private final LibvirtStorage storage;

    Transfers(LibvirtStorage storage) {
        this.storage = storage;
    }

    /**
     * Fills a volume. libvirt writes over the bytes that are there and leaves what lies behind them, so the file is
     * made anew, empty and of exactly the length that will come.
     */
    VolumeFound upload(StoragePool pool, Storage.Upload request, Call call) {
        VolumeKey key = request.key();
        try (StorageVolume old = find(pool, key, call)) {
            storage.refuseOpen(key, old, call);
            old.delete(call);
        }
        try (StorageVolume volume = pool.createVolume(
                        StorageDocuments.volume(
                                key.fileName(), Storage.Format.RAW, ByteSize.bytes(request.length()), Optional.empty()),
                        call);
                ByteStream stream = volume.upload(request.length(), call)) {
            whole(stream, call, () -> send(stream, request, call));
        }
        storage.refresh(pool, call);
        try (StorageVolume volume = find(pool, key, call)) {
            return StorageDocuments.readVolume(key.pool(), volume.xml(call));
        }
    }

    private static void send(ByteStream stream, Storage.Upload request, Call call) throws IOException {
        byte[] piece = new byte[ByteStream.PIECE];
        InputStream source = request.source();
        long done = 0;
        while (done < request.length()) {
            call.check();
            int length = source.readNBytes(piece, 0, (int) Math.min(piece.length, request.length() - done));
            if (length == 0) {
                throw unusable("the source ended after " + done + " of " + request.length() + " bytes");
            }
            stream.send(piece, length, call);
            done += length;
            call.report(new Progress(done, request.length(), "uploading"));
        }
    }

    /** Reads a volume's file. */
    void download(StoragePool pool, Storage.Download request, Call call) {
        try (StorageVolume volume = find(pool, request.key(), call)) {
            long total = StorageDocuments.fileSize(volume.xml(call));
            try (ByteStream stream = volume.download(call)) {
                whole(stream, call, () -> receive(stream, request, total, call));
            }
        }
    }

    private static void receive(ByteStream stream, Storage.Download request, long total, Call call) throws IOException {
        byte[] piece = new byte[ByteStream.PIECE];
        long done = 0;
        while (true) {
            call.check();
            int length = stream.receive(piece, call);
            if (length == 0) {
                return;
            }
            request.target().write(piece, 0, length);
            done += length;
            call.report(new Progress(done, Math.max(done, total), "downloading"));
        }
    }

    /** Runs a transfer and ends its stream: well if it went well, broken off otherwise. */
    private static void whole(ByteStream stream, Call call, Body body) {
        boolean well = false;
        try {
            body.run();
            stream.finish(call);
            well = true;
        } catch (IOException e) {
            throw DosvmException.of(ErrorCode.FILE_UNUSABLE, "the caller's stream failed: " + e.getMessage())
                    .cause(e)
                    .build();
        } finally {
            if (!well) {
                abort(stream, call);
            }
        }
    }

    private static void abort(ByteStream stream, Call call) {
        try {
            stream.abort(Call.within(call.runtime(), ABORT));
        } catch (LibvirtException e) {
            // what made the transfer fail is told already
            LOG.debug("a stream could not be broken off", e);
        }
    }

    private StorageVolume find(StoragePool pool, VolumeKey key, Call call) {
        return storage.find(pool, key.fileName(), call).orElseThrow(() -> LibvirtHost.notFound("the volume " + key));
    }

    private static DosvmException unusable(String what) {
        return DosvmException.of(ErrorCode.FILE_UNUSABLE, what).build();
    }

    private interface Body {
        void run() throws IOException;
    }
}
