package io.dosvm.engine.storage;

import io.dosvm.engine.kernel.Names;
import io.dosvm.engine.kernel.Violations;
import io.dosvm.spi.Storage;
import io.dosvm.value.ByteSize;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What pools, volumes and images must be like. Pure. */
public final class StorageRules {
    private static final ByteSize SMALLEST = ByteSize.mib(1);
    private static final int SECTOR = 512;
    private static final Set<String> NO_NAME = Set.of("", ".", "..");
    private static final int MAX_DIRECTORY = 1024;
    private static final Pattern SHA256 = Pattern.compile("[0-9a-fA-F]{64}");

    private StorageRules() {}

    static void pool(Violations violations, String name, PoolDraft draft) {
        Names.checkAscii(violations, name);
        violations.check(draft.host().isPresent(), "hostDirectory", "(not set)", "a pool needs a host and a directory");
        draft.directory().ifPresent(d -> directory(violations, d));
        violations.check(draft.capacity().isPresent(), "capacity", "(not set)", "a pool needs a capacity");
        poolChange(violations, draft);
    }

    static void poolChange(Violations violations, PoolDraft draft) {
        draft.capacity().ifPresent(c -> violations.check(c.isPositive(), "capacity", c, "above zero"));
        draft.description().ifPresent(d -> Names.checkDescription(violations, d));
    }

    private static void directory(Violations violations, String directory) {
        // By its text: it is a path on another machine, which may know names that cannot be written on this one.
        boolean plain = directory.startsWith("/")
                && directory.length() <= MAX_DIRECTORY
                && directory.codePoints().noneMatch(Character::isISOControl)
                && Stream.of(directory.substring(1).split("/", -1)).noneMatch(NO_NAME::contains);
        violations.check(
                plain,
                "directory",
                directory,
                "an absolute path below /, up to 1,024 characters, without '..', '.', '//', a final '/' or control"
                        + " characters");
    }

    /** What a guest may see as a disk. */
    public static void capacity(Violations violations, String field, ByteSize size) {
        violations.check(
                size.compareTo(SMALLEST) >= 0 && size.bytes() % SECTOR == 0,
                field,
                size.bytes(),
                "a number of bytes from 1 MiB up that is a multiple of 512");
    }

    static void volume(Violations violations, String name, VolumeDraft draft) {
        Names.check(violations, name);
        violations.check(draft.size().isPresent(), "size", "(not set)", "a volume needs a size");
        draft.size().ifPresent(s -> capacity(violations, "size", s));
        violations.check(
                draft.format() == Storage.Format.QCOW2 || draft.format() == Storage.Format.RAW,
                "format",
                draft.format(),
                "qcow2 or raw");
        draft.description().ifPresent(d -> Names.checkDescription(violations, d));
    }

    static void image(Violations violations, String name, ImageDraft draft) {
        Names.check(violations, name);
        violations.check(draft.upload().isPresent(), "upload", "(not set)", "an image needs a file");
        draft.sha256()
                .ifPresent(s -> violations.check(SHA256.matcher(s).matches(), "sha256", s, "64 hexadecimal digits"));
        draft.format().ifPresent(f -> violations.check(f != Storage.Format.UNKNOWN, "format", f, "qcow2, raw or ISO"));
        draft.description().ifPresent(d -> Names.checkDescription(violations, d));
    }
}
