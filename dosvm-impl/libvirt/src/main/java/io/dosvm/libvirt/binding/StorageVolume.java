package io.dosvm.libvirt.binding;

import com.sun.jna.Pointer;
import io.dosvm.spi.Call;

/**
 * A handle on a storage volume. Each method with a {@link Call} is one request.
 *
 * @since 0.1
 */
public final class StorageVolume extends Handle {
    StorageVolume(Connection connection, Pointer pointer) {
        super(connection, "storage volume", pointer, Natives::virStorageVolFree);
    }

    /**
     * Its name in its pool. Sends no request.
     *
     * @return the name
     */
    public String name() {
        return local(Natives::virStorageVolGetName);
    }

    /**
     * Deletes it and its bytes.
     *
     * @param call the deadline
     */
    public void delete(Call call) {
        code("virStorageVolDelete", call, v -> Natives.virStorageVolDelete(v, 0));
    }

    /**
     * Its document, as of the last look of its pool.
     *
     * @param call the deadline
     * @return XML
     */
    public String xml(Call call) {
        return request(
                "virStorageVolGetXMLDesc",
                call,
                v -> Faults.text("virStorageVolGetXMLDesc", Natives.virStorageVolGetXMLDesc(v, 0)));
    }

    /**
     * Begins to write bytes into it.
     *
     * @param length how many will come; libvirt itself writes on past them, and past the volume's end
     * @param call the deadline
     * @return the stream, to be finished and closed by the caller
     */
    public ByteStream upload(long length, Call call) {
        return transfer(
                "virStorageVolUpload",
                call,
                (volume, stream) -> Natives.virStorageVolUpload(volume, stream, 0, length, 0));
    }

    /**
     * Begins to read its bytes.
     *
     * @param call the deadline
     * @return the stream, to be finished and closed by the caller
     */
    public ByteStream download(Call call) {
        return transfer(
                "virStorageVolDownload",
                call,
                (volume, stream) -> Natives.virStorageVolDownload(volume, stream, 0, 0, 0));
    }

    private ByteStream transfer(String function, Call call, Start start) {
        ByteStream stream = connection().stream(call);
        boolean started = false;
        try {
            request(
                    function,
                    call,
                    volume -> Faults.notNegative(function, stream.local(pointer -> start.between(volume, pointer))));
            started = true;
            return stream;
        } finally {
            if (!started) {
                stream.close();
            }
        }
    }

    private interface Start {
        int between(Pointer volume, Pointer stream);
    }
}
