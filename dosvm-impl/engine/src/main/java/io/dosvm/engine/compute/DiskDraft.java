package io.dosvm.engine.compute;

import io.dosvm.DiskSpec;
import io.dosvm.Image;
import io.dosvm.Pool;
import io.dosvm.Volume;
import io.dosvm.engine.compute.InstanceDefinition.Disk;
import io.dosvm.engine.compute.InstanceDefinition.Source;
import io.dosvm.engine.kernel.Violations;
import io.dosvm.spi.Compute.DiskDefinition.Bus;
import io.dosvm.value.ByteSize;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Collects a disk. */
final class DiskDraft implements DiskSpec {
    private static final Disk UNUSABLE = new Disk(Source.BLANK, null, ByteSize.ZERO, null, null, false);

    private final List<Source> sources = new ArrayList<>();
    private @Nullable UUID of;
    private @Nullable ByteSize size;
    private @Nullable UUID pool;
    private @Nullable Bus bus;
    private boolean readOnly;

    @Override
    public DiskSpec linkedCloneOf(Image image) {
        sources.add(Source.LINKED_CLONE);
        of = image.id().value();
        return this;
    }

    @Override
    public DiskSpec blank(ByteSize bytes) {
        sources.add(Source.BLANK);
        size = bytes;
        return this;
    }

    @Override
    public DiskSpec volume(Volume volume) {
        sources.add(Source.VOLUME);
        of = volume.id().value();
        return this;
    }

    @Override
    public DiskSpec cdrom(Image image) {
        sources.add(Source.CDROM);
        of = image.id().value();
        return this;
    }

    @Override
    public DiskSpec in(Pool where) {
        pool = where.id().value();
        return this;
    }

    @Override
    public DiskSpec bus(Bus kind) {
        bus = kind;
        return this;
    }

    @Override
    public DiskSpec readOnly() {
        readOnly = true;
        return this;
    }

    /** What was collected; a stand-in that passes no rule if the sources contradict each other. */
    Disk read(Violations violations, String field) {
        violations.check(
                sources.size() == 1,
                field,
                sources.isEmpty() ? "no source" : sources,
                "exactly one of linkedCloneOf, blank, volume, cdrom");
        return sources.size() == 1 ? new Disk(sources.get(0), of, size, pool, bus, readOnly) : UNUSABLE;
    }
}
