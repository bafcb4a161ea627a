package io.dosvm.spi;

import io.dosvm.spi.HostDriver.Done;
import io.dosvm.value.ByteSize;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/**
 * Pools and volumes on a host.
 *
 * <p>File names are made by us: {@link VolumeKey#fileName()}. A path never leaves its pool's directory: a name with a
 * separator or a control character in it, or one that begins with a dot, is {@code INVALID}. A verb about a pool or a
 * volume in it throws {@code NOT_FOUND} where the host does not know the pool and {@code WRONG_STATE} where the pool is
 * not active, unless it says otherwise.
 *
 * @since 0.1
 */
public interface Storage {
    /**
     * Makes the pool known and active on the host; its directory is made if it does not exist.
     *
     * @param request the pool
     * @param call what surrounds it
     * @return the active pool
     * @throws io.dosvm.error.DosvmException {@code IN_USE} if another pool of the host has the directory,
     *     {@code ALREADY_EXISTS} if the pool has another directory, {@code INVALID} if the directory is no absolute
     *     path without {@code ..} and control characters
     */
    PoolFound ensurePool(EnsurePool request, Call call);

    /**
     * Makes the host forget a pool. No file is touched.
     *
     * @param request which
     * @param call what surrounds it
     * @return nothing; not known is success
     */
    Done removePool(RemovePool request, Call call);

    /**
     * Reads what lies in a pool, after looking at the directory again.
     *
     * @param request which
     * @param call what surrounds it
     * @return all volumes, ours and foreign
     */
    List<VolumeFound> listVolumes(ListVolumes request, Call call);

    /**
     * Makes a volume. It is already so when it exists with the same format, capacity and backing.
     *
     * @param request the volume
     * @param call what surrounds it
     * @return the volume
     * @throws io.dosvm.error.DosvmException {@code ALREADY_EXISTS} if it exists with other properties,
     *     {@code POOL_FULL} if there is no room, {@code NOT_FOUND} if the pool or the backing volume does not exist
     */
    VolumeFound createVolume(CreateVolume request, Call call);

    /**
     * Reads one volume.
     *
     * @param request which
     * @param call what surrounds it
     * @return the volume, or empty if it does not exist
     */
    Optional<VolumeFound> describeVolume(DescribeVolume request, Call call);

    /**
     * Replaces a volume's file by the bytes of a stream, and reports progress in bytes: at least with each MiB, as the
     * call may end when nothing moves. Broken off, the volume's content is undefined; asking again starts afresh.
     *
     * @param request which, and how many bytes will come
     * @param call what surrounds it
     * @return the volume as it reads afterwards: format, capacity and backing are those of the bytes
     * @throws io.dosvm.error.DosvmException {@code NOT_FOUND} if the volume does not exist, {@code FILE_UNUSABLE} if
     *     the source fails or ends too early, {@code POOL_FULL} if there is no room
     */
    VolumeFound upload(Upload request, Call call);

    /**
     * Writes a volume's file to a stream, and reports progress in bytes, at least with each MiB.
     *
     * @param request which
     * @param call what surrounds it
     * @return nothing
     * @throws io.dosvm.error.DosvmException {@code NOT_FOUND} if the volume does not exist, {@code FILE_UNUSABLE} if
     *     the target fails
     */
    Done download(Download request, Call call);

    /**
     * Deletes a volume and its bytes.
     *
     * @param request which
     * @param call what surrounds it
     * @return nothing; not there is success
     * @throws io.dosvm.error.DosvmException {@code IN_USE} if a running VM has it open
     */
    Done deleteVolume(DeleteVolume request, Call call);

    /**
     * Asks for an active pool.
     *
     * @param definition all of it
     */
    record EnsurePool(PoolDefinition definition) implements Request<PoolFound> {
        @Override
        public Verb verb() {
            return Verb.POOL_ENSURE;
        }

        @Override
        public PoolFound on(HostDriver driver, Call call) {
            return driver.storage().ensurePool(this, call);
        }
    }

    /**
     * Asks to forget a pool.
     *
     * @param pool its name on the host
     */
    record RemovePool(String pool) implements Request<Done> {
        @Override
        public Verb verb() {
            return Verb.POOL_REMOVE;
        }

        @Override
        public Done on(HostDriver driver, Call call) {
            return driver.storage().removePool(this, call);
        }
    }

    /**
     * Asks what lies in a pool.
     *
     * @param pool its name on the host
     */
    record ListVolumes(String pool) implements Request<List<VolumeFound>> {
        @Override
        public Verb verb() {
            return Verb.POOL_VOLUMES;
        }

        @Override
        public List<VolumeFound> on(HostDriver driver, Call call) {
            return driver.storage().listVolumes(this, call);
        }
    }

    /**
     * Asks for a new volume.
     *
     * @param definition all of it
     */
    record CreateVolume(VolumeDefinition definition) implements Request<VolumeFound> {
        @Override
        public Verb verb() {
            return Verb.VOLUME_CREATE;
        }

        @Override
        public VolumeFound on(HostDriver driver, Call call) {
            return driver.storage().createVolume(this, call);
        }
    }

    /**
     * Asks for one volume.
     *
     * @param key which
     */
    record DescribeVolume(VolumeKey key) implements Request<Optional<VolumeFound>> {
        @Override
        public Verb verb() {
            return Verb.VOLUME_DESCRIBE;
        }

        @Override
        public Optional<VolumeFound> on(HostDriver driver, Call call) {
            return driver.storage().describeVolume(this, call);
        }
    }

    /**
     * Asks to fill a volume.
     *
     * @param key which; it exists
     * @param length bytes that will come; the file has exactly these afterwards
     * @param source the bytes; read once, not closed
     */
    record Upload(VolumeKey key, long length, InputStream source) implements Request<VolumeFound> {
        @Override
        public Verb verb() {
            return Verb.VOLUME_UPLOAD;
        }

        @Override
        public VolumeFound on(HostDriver driver, Call call) {
            return driver.storage().upload(this, call);
        }
    }

    /**
     * Asks for a volume's bytes.
     *
     * @param key which
     * @param target takes the bytes; not closed
     */
    record Download(VolumeKey key, OutputStream target) implements Request<Done> {
        @Override
        public Verb verb() {
            return Verb.VOLUME_DOWNLOAD;
        }

        @Override
        public Done on(HostDriver driver, Call call) {
            return driver.storage().download(this, call);
        }
    }

    /**
     * Asks to delete a volume.
     *
     * @param key which
     */
    record DeleteVolume(VolumeKey key) implements Request<Done> {
        @Override
        public Verb verb() {
            return Verb.VOLUME_DELETE;
        }

        @Override
        public Done on(HostDriver driver, Call call) {
            return driver.storage().deleteVolume(this, call);
        }
    }

    /**
     * A pool to be active.
     *
     * @param mark whose it is; its made name becomes the pool's name, its id the pool's UUID
     * @param directory absolute path on the host
     */
    record PoolDefinition(Mark mark, String directory) {}

    /**
     * Names a volume.
     *
     * @param pool the pool's name on the host
     * @param fileName the file's name in it: for ours the made name, a dot and the format
     */
    record VolumeKey(String pool, String fileName) {
        @Override
        public String toString() {
            return pool + "/" + fileName;
        }
    }

    /**
     * A volume to be made.
     *
     * @param key where
     * @param format how its bytes are written
     * @param capacity what a guest sees; above zero
     * @param backing the volume that it is an overlay of, in the same or another active pool of the host
     */
    record VolumeDefinition(VolumeKey key, Format format, ByteSize capacity, Optional<Backing> backing) {}

    /**
     * What an overlay lies on.
     *
     * @param key the volume beneath; never written from now on
     * @param format how its bytes are to be read; never guessed
     */
    record Backing(VolumeKey key, Format format) {}

    /** How a volume's bytes are to be read. */
    enum Format {
        /** QEMU copy on write, version 2 or 3. */
        QCOW2("qcow2"),
        /** The plain bytes of the disk. */
        RAW("raw"),
        /** A CD or DVD image: plain bytes, read-only. */
        ISO("iso"),
        /** A format that this version does not use. */
        UNKNOWN("");

        private final String text;

        Format(String text) {
            this.text = text;
        }

        /**
         * The word by which qemu-img and libvirt know it; also the file's ending.
         *
         * @return for example {@code qcow2}
         */
        public String text() {
            return text;
        }

        /**
         * The format of a word.
         *
         * @param text the word
         * @return the format, or {@link #UNKNOWN}
         */
        public static Format of(String text) {
            for (Format format : values()) {
                if (format.text.equals(text)) {
                    return format;
                }
            }
            return UNKNOWN;
        }
    }

    /**
     * A pool, seen.
     *
     * @param id its UUID
     * @param name its name on the host
     * @param type the word of the driver, such as {@code dir}
     * @param path where it lies
     * @param active whether it can be used now
     * @param capacity size of what it lies on
     * @param available room there
     */
    record PoolFound(
            UUID id, String name, String type, String path, boolean active, ByteSize capacity, ByteSize available) {}

    /**
     * A volume, seen.
     *
     * @param key which
     * @param path where it lies on the host
     * @param format how its bytes are to be read
     * @param capacity what a guest sees
     * @param allocation what it takes now
     * @param backingPath the path beneath an overlay
     */
    record VolumeFound(
            VolumeKey key,
            String path,
            Format format,
            ByteSize capacity,
            ByteSize allocation,
            Optional<String> backingPath) {}
}
