package io.dosvm.testkit;

import io.dosvm.error.ErrorCode;
import io.dosvm.spi.Storage.PoolDefinition;
import io.dosvm.spi.Storage.PoolFound;
import io.dosvm.spi.Storage.VolumeFound;
import io.dosvm.spi.Storage.VolumeKey;
import io.dosvm.value.ByteSize;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/** The pools of a fake host: names for directories. Guarded by the host's lock. */
final class FakePools {
    private static final Pattern DIRECTORY = Pattern.compile("(/[^/\\x00-\\x1f\\x7f]+)+");

    private final FakeMachine host;
    private final Map<String, Pool> pools = new LinkedHashMap<>();

    /** A pool as the host knows it. */
    record Pool(UUID id, String name, String directory, boolean active) {}

    FakePools(FakeMachine host) {
        this.host = host;
    }

    List<PoolFound> all() {
        return pools.values().stream().map(this::found).toList();
    }

    PoolFound ensure(PoolDefinition definition) {
        String directory = definition.directory();
        if (!DIRECTORY.matcher(directory).matches()
                || List.of(directory.split("/")).contains("..")) {
            throw Refusal.invalid("directory", directory, "an absolute path without '..' and control characters");
        }
        String name = definition.mark().madeName();
        for (Pool other : pools.values()) {
            if (other.directory.equals(directory) && !other.name.equals(name)) {
                throw Refusal.of(ErrorCode.IN_USE, "pool " + other.name + " has the directory " + directory);
            }
        }
        Pool known = pools.get(name);
        if (known != null && !known.directory.equals(directory)) {
            throw Refusal.of(ErrorCode.ALREADY_EXISTS, "pool " + name + " has the directory " + known.directory);
        }
        return plant(new Pool(definition.mark().id(), name, directory, true));
    }

    PoolFound plant(Pool pool) {
        pools.put(pool.name, pool);
        return found(pool);
    }

    void remove(String name) {
        pools.remove(name);
    }

    void setActive(String name, boolean active) {
        Pool pool = known(name);
        pools.put(name, new Pool(pool.id, pool.name, pool.directory, active));
    }

    Pool requireActive(String name) {
        Pool pool = known(name);
        if (!pool.active) {
            throw Refusal.of(ErrorCode.WRONG_STATE, "pool " + name + " is not active");
        }
        return pool;
    }

    List<VolumeFound> volumes(String name) {
        Pool pool = requireActive(name);
        return host.files().in(pool.directory).stream()
                .map(f -> found(pool.name, f))
                .toList();
    }

    List<VolumeFound> allVolumes() {
        return pools.values().stream()
                .filter(Pool::active)
                .flatMap(p -> volumes(p.name).stream())
                .toList();
    }

    /** Where a volume would lie; empty if the host does not know the pool. */
    Optional<String> path(VolumeKey key) {
        return Optional.ofNullable(pools.get(key.pool())).map(p -> p.directory + "/" + key.fileName());
    }

    /** Where a volume of an active pool lies, after a look at its name. */
    String checkedPath(VolumeKey key) {
        String name = key.fileName();
        boolean plain = !name.isEmpty()
                && name.length() <= 255
                && !name.startsWith(".")
                && name.chars().noneMatch(c -> c == '/' || c == '\\' || c < 0x20 || c == 0x7F);
        if (!plain) {
            throw Refusal.invalid("fileName", name, "a plain file name");
        }
        return requireActive(key.pool()).directory + "/" + name;
    }

    VolumeFound found(String pool, FakeFile file) {
        return new VolumeFound(
                new VolumeKey(pool, file.name()),
                file.path,
                file.format,
                ByteSize.bytes(file.capacity),
                ByteSize.bytes(FakeFiles.allocation(file)),
                file.backing);
    }

    private Pool known(String name) {
        Pool pool = pools.get(name);
        if (pool == null) {
            throw Refusal.notFound("pool", name);
        }
        return pool;
    }

    private PoolFound found(Pool pool) {
        return new PoolFound(
                pool.id,
                pool.name,
                "dir",
                pool.directory,
                pool.active,
                ByteSize.bytes(host.files().size()),
                ByteSize.bytes(host.files().free()));
    }
}
