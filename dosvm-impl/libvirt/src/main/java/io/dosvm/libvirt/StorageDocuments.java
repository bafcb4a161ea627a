package io.dosvm.libvirt;

import io.dosvm.libvirt.xml.Size;
import io.dosvm.libvirt.xml.storage.StoragePool;
import io.dosvm.libvirt.xml.storage.StoragePoolType;
import io.dosvm.libvirt.xml.storage.StorageVolume;
import io.dosvm.libvirt.xml.storage.VolumeBackingStore;
import io.dosvm.libvirt.xml.storage.VolumeTarget;
import io.dosvm.libvirt.xml.storage.VolumeTargetFormat;
import io.dosvm.libvirt.xml.storage.VolumeTargetFormatType;
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

    private StorageDocuments() {}

    static String ownerMark(UUID owner) {
        return directoryPool(OWNER_POOL, owner, "/var/lib/libvirt/" + OWNER_POOL);
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
                pool.uuid().orElse(new UUID(0, 0)),
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
                        t.format(f -> f.type(VolumeTargetFormatType.of(format.text())));
                        if (format == Format.QCOW2) {
                            t.compat("1.1");
                        }
                    });
                    backing.ifPresent(b -> v.backingStore(
                            s -> s.path(b.path()).format(f -> f.type(VolumeTargetFormatType.of(plain(b.format()))))));
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
