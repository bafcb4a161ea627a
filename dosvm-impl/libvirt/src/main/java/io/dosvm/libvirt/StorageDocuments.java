package io.dosvm.libvirt;

import io.dosvm.libvirt.xml.Size;
import io.dosvm.libvirt.xml.storage.StoragePool;
import io.dosvm.libvirt.xml.storage.StoragePoolType;
import io.dosvm.libvirt.xml.storage.StorageVolume;
import io.dosvm.libvirt.xml.storage.VolumeBackingStore;
import io.dosvm.libvirt.xml.storage.VolumeTarget;
import io.dosvm.libvirt.xml.storage.VolumeTargetFormat;
import io.dosvm.libvirt.xml.storage.VolumeTargetFormatType;
import io.dosvm.spi.HostDriver.OwnerMark;
import io.dosvm.spi.Storage.Format;
import io.dosvm.spi.Storage.PoolDefinition;
import io.dosvm.spi.Storage.PoolFound;
import io.dosvm.spi.Storage.VolumeFound;
import io.dosvm.spi.Storage.VolumeKey;
import io.dosvm.value.ByteSize;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/** Writes and reads the documents of pools and volumes. */
final class StorageDocuments {
    /** The pool that carries the owner mark: never started, its directory never made. */
    static final String OWNER_POOL = "dosvm-owner";

    /** The rest of its path is the owner. */
    private static final String OWNER_DIRECTORY = "/var/lib/libvirt/" + OWNER_POOL + "/";

    private static final UUID NOBODY = new UUID(0, 0);

    private StorageDocuments() {}

    /** The host's id is the pool's UUID: libvirt lets only one of several that are defined at a time have the name. */
    static String ownerMark(OwnerMark mark) {
        return directoryPool(OWNER_POOL, mark.host(), OWNER_DIRECTORY + mark.owner());
    }

    /** Whose mark a pool of that name is; one that somebody else has made belongs to nobody we know. */
    static OwnerMark readOwnerMark(String xml) {
        PoolFound pool = readPool(xml, false);
        UUID owner = NOBODY;
        if (pool.path().startsWith(OWNER_DIRECTORY)) {
            try {
                owner = UUID.fromString(pool.path().substring(OWNER_DIRECTORY.length()));
            } catch (IllegalArgumentException e) {
                owner = NOBODY;
            }
        }
        return new OwnerMark(owner, pool.id());
    }

    /** Whether a pool has the name of the mark. */
    static boolean isOwnerMark(String xml) {
        return readPool(xml, false).name().equals(OWNER_POOL);
    }

    static boolean isNobodys(OwnerMark mark) {
        return mark.owner().equals(NOBODY);
    }

    static String pool(PoolDefinition pool) {
        return directoryPool(pool.mark().madeName(), pool.mark().id(), pool.directory());
    }

    private static String directoryPool(String name, UUID uuid, String directory) {
        return StoragePool.of(
                        p -> p.type(StoragePoolType.DIR).name(name).uuid(uuid).target(t -> t.path(directory)))
                .xml();
    }

    static PoolFound readPool(String xml, boolean active) {
        StoragePool pool = StoragePool.parse(xml);
        return new PoolFound(
                pool.uuid().orElse(NOBODY),
                pool.name().orElse(""),
                pool.type().map(StoragePoolType::raw).orElse(""),
                pool.target().flatMap(t -> t.path()).orElse(""),
                active,
                bytes(pool.capacity()),
                bytes(pool.available()));
    }

    /** A volume that is to be made; what a guest has not written takes no room. */
    static String volume(String name, Format format, ByteSize capacity, Optional<VolumeFound> backing) {
        return StorageVolume.of(v -> {
                    v.name(name).capacity(Size.bytes(capacity.bytes())).allocation(Size.bytes(0));
                    v.target(t -> {
                        t.format(f -> f.type(new VolumeTargetFormatType(format.text())));
                        if (format == Format.QCOW2) {
                            t.compat("1.1");
                        }
                    });
                    backing.ifPresent(b -> v.backingStore(
                            s -> s.path(b.path()).format(f -> f.type(new VolumeTargetFormatType(plain(b.format()))))));
                })
                .xml();
    }

    /** QEMU reads an ISO image as plain bytes. */
    private static String plain(Format format) {
        return format == Format.ISO ? Format.RAW.text() : format.text();
    }

    static VolumeFound readVolume(String pool, String xml) {
        StorageVolume volume = StorageVolume.parse(xml);
        String name = volume.name().orElse("");
        String format = volume.target()
                .flatMap(VolumeTarget::format)
                .flatMap(VolumeTargetFormat::type)
                .map(VolumeTargetFormatType::raw)
                .orElse("");
        return new VolumeFound(
                new VolumeKey(pool, name),
                volume.target().flatMap(VolumeTarget::path).orElse(""),
                format(name, format),
                bytes(volume.capacity()),
                bytes(volume.allocation()),
                volume.backingStore().flatMap(VolumeBackingStore::path).filter(p -> !p.isEmpty()));
    }

    /** What the host's file takes, holes included: the number of bytes that a download sends. */
    static long fileSize(String xml) {
        StorageVolume volume = StorageVolume.parse(xml);
        return volume.physical().or(volume::capacity).map(Size::toBytes).orElse(0L);
    }

    /** libvirt tells an ISO image by its content: an empty one is raw to it. Where both fit, the name decides. */
    private static Format format(String name, String word) {
        String ending = name.toLowerCase(Locale.ROOT);
        return switch (word) {
            case "raw" -> ending.endsWith(".iso") ? Format.ISO : Format.RAW;
            case "iso" -> ending.endsWith(".raw") ? Format.RAW : Format.ISO;
            default -> Format.of(word);
        };
    }

    private static ByteSize bytes(Optional<Size> size) {
        return ByteSize.bytes(size.map(Size::toBytes).orElse(0L));
    }
}
