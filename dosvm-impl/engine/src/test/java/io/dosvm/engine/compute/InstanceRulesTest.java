package io.dosvm.engine.compute;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dosvm.VolumeStatus;
import io.dosvm.engine.compute.InstanceDefinition.Disk;
import io.dosvm.engine.compute.InstanceDefinition.Graphics;
import io.dosvm.engine.compute.InstanceDefinition.Nic;
import io.dosvm.engine.compute.InstanceDefinition.Source;
import io.dosvm.engine.compute.InstanceReferences.Known;
import io.dosvm.engine.compute.InstanceReferences.KnownImage;
import io.dosvm.engine.compute.InstanceReferences.KnownPlace;
import io.dosvm.engine.compute.InstanceReferences.KnownVolume;
import io.dosvm.engine.kernel.Violations;
import io.dosvm.error.ValidationException;
import io.dosvm.error.Violation;
import io.dosvm.spi.Compute.BootDevice;
import io.dosvm.spi.Compute.DiskDefinition.Bus;
import io.dosvm.spi.Compute.GraphicsDefinition.Type;
import io.dosvm.spi.Storage.Format;
import io.dosvm.value.ByteSize;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class InstanceRulesTest {
    private static final UUID LAB = new UUID(0, 1);
    private static final UUID ATTIC = new UUID(0, 2);
    private static final UUID POOL = new UUID(0, 3);
    private static final UUID ATTIC_POOL = new UUID(0, 4);
    private static final UUID IMAGE = new UUID(0, 5);
    private static final UUID ISO = new UUID(0, 6);
    private static final UUID NETWORK = new UUID(0, 7);
    private static final UUID ATTIC_NETWORK = new UUID(0, 8);
    private static final UUID VOLUME = new UUID(0, 9);
    private static final UUID NOBODY = new UUID(0, 10);
    private static final UUID FORBIDDEN_POOL = new UUID(0, 11);
    private static final UUID HUGE = new UUID(0, 12);
    private static final UUID ARRIVING = new UUID(0, 13);

    private static final Known KNOWN = new Known(
            Map.of(
                    IMAGE, new KnownImage("debian", Format.QCOW2, ByteSize.gib(2), true, POOL),
                    ISO, new KnownImage("cd", Format.ISO, ByteSize.gib(1), true, POOL),
                    HUGE, new KnownImage("huge", Format.RAW, ByteSize.bytes(Long.MAX_VALUE / 2 + 1), true, POOL),
                    ARRIVING, new KnownImage("arriving", Format.QCOW2, ByteSize.gib(1), false, POOL)),
            Map.of(VOLUME, new KnownVolume("data", VolumeStatus.State.READY, false, ByteSize.gib(1), POOL)),
            Map.of(
                    POOL, new KnownPlace("local", LAB),
                    ATTIC_POOL, new KnownPlace("attic", ATTIC),
                    FORBIDDEN_POOL, new KnownPlace("others", LAB)),
            Set.of(POOL, ATTIC_POOL),
            Map.of(NETWORK, new KnownPlace("lan", LAB), ATTIC_NETWORK, new KnownPlace("lan2", ATTIC)),
            Map.of(LAB, "lab", ATTIC, "attic"));

    @Test
    void everythingWrongIsToldAtOnceWithItsField() {
        InstanceDefinition wrong = new InstanceDefinition(
                0,
                ByteSize.mib(63),
                "vax",
                "q35; rm",
                List.of(BootDevice.NETWORK, BootDevice.NETWORK),
                List.of(
                        new Disk(Source.BLANK, null, ByteSize.bytes(-5), null, null, false),
                        new Disk(Source.CDROM, ISO, null, POOL, Bus.VIRTIO, false),
                        new Disk(Source.LINKED_CLONE, IMAGE, null, null, Bus.SATA, true),
                        new Disk(Source.VOLUME, VOLUME, null, null, null, false),
                        new Disk(Source.VOLUME, VOLUME, null, null, null, false)),
                List.of(),
                new Graphics(Type.VNC, "localhost"),
                null);
        assertEquals(
                List.of(
                        "vcpus",
                        "memory",
                        "architecture",
                        "machine",
                        "boot",
                        "boot",
                        "disks[0].size",
                        "disks[0].in",
                        "disks[1].in",
                        "disks[1].bus",
                        "disks[2].readOnly",
                        "disks[4]",
                        "graphics.listen"),
                fields(v -> InstanceRules.shape(v, wrong)));
    }

    @Test
    void memoryIsWholeMebibytes() {
        assertEquals(
                List.of("memory"),
                fields(v -> InstanceRules.shape(
                        v, sized(ByteSize.bytes(ByteSize.gib(1).bytes() + 1)))));
        assertEquals(List.of("memory"), fields(v -> InstanceRules.shape(v, sized(ByteSize.bytes(Long.MAX_VALUE)))));
        assertEquals(List.of(), fields(v -> InstanceRules.shape(v, sized(ByteSize.mib(64)))));
    }

    @Test
    void aDraftWantsExactlyOneSourcePerDisk() {
        InstanceDraft draft =
                InstanceDraft.of(i -> i.memory(ByteSize.gib(1)).disk(d -> {}).disk(d -> d.blank(ByteSize.gib(1))
                        .blank(ByteSize.gib(2))));
        assertEquals(List.of("disks[0]", "disks[1]"), fields(v -> draft.over(InstanceDefinition.EMPTY, v)));
    }

    @Test
    void whatIsNotTheProjectsIsNotThere() {
        InstanceDefinition instance = devices(
                List.of(
                        new Disk(Source.LINKED_CLONE, NOBODY, null, null, null, false),
                        new Disk(Source.VOLUME, NOBODY, null, null, null, false),
                        new Disk(Source.BLANK, null, ByteSize.gib(1), FORBIDDEN_POOL, null, false),
                        new Disk(Source.LINKED_CLONE, ARRIVING, null, null, null, false),
                        new Disk(Source.CDROM, IMAGE, null, null, null, false),
                        new Disk(Source.LINKED_CLONE, ISO, null, null, null, false)),
                List.of(new Nic(NOBODY, null, null)),
                NOBODY);
        assertEquals(
                List.of(
                        "on",
                        "disks[0].image",
                        "disks[1].volume",
                        "disks[2].in",
                        "disks[3].image",
                        "disks[4].image",
                        "disks[5].image",
                        "nics[0].network"),
                fields(v -> InstanceReferences.check(v, instance, KNOWN)));
    }

    @Test
    void allThatIsBoundToAHostMustAgreeOnOne() {
        InstanceDefinition instance = devices(
                List.of(new Disk(Source.LINKED_CLONE, IMAGE, null, ATTIC_POOL, null, false)),
                List.of(new Nic(NETWORK, null, null)),
                null);
        Violations violations = new Violations();
        assertEquals(
                Optional.empty(),
                InstanceReferences.check(violations, instance, KNOWN).host());
        ValidationException refused = assertThrows(ValidationException.class, violations::refuse);
        Violation told = refused.violations().get(0);
        assertEquals("hosts", told.field());
        assertTrue(
                told.rule().contains("disks[0].image is on lab, disks[0].in is on attic, nics[0].network is on lab"),
                told.rule());
    }

    @Test
    void oneHostIsWhereItRuns() {
        InstanceDefinition instance = devices(
                List.of(new Disk(Source.LINKED_CLONE, IMAGE, null, null, null, false)),
                List.of(new Nic(NETWORK, null, null)),
                null);
        Violations violations = new Violations();
        InstanceReferences.Bound bound = InstanceReferences.check(violations, instance, KNOWN);
        violations.refuse();
        assertEquals(Optional.of(LAB), bound.host());
        assertEquals(
                List.of("debian", "lan"),
                bound.needs().stream().map(n -> n.resource().name()).toList());
    }

    @Test
    void disksThatTogetherDoNotFitInANumberAreRefused() {
        InstanceDefinition instance = devices(
                List.of(
                        new Disk(Source.LINKED_CLONE, HUGE, null, null, null, false),
                        new Disk(Source.LINKED_CLONE, HUGE, null, null, null, false)),
                List.of(),
                null);
        assertEquals(List.of("disks"), fields(v -> InstanceReferences.check(v, instance, KNOWN)));
    }

    private static InstanceDefinition sized(ByteSize memory) {
        return new InstanceDefinition(1, memory, "x86_64", null, List.of(), List.of(), List.of(), null, null);
    }

    private static InstanceDefinition devices(List<Disk> disks, List<Nic> nics, @Nullable UUID host) {
        return new InstanceDefinition(1, ByteSize.gib(1), "x86_64", null, List.of(), disks, nics, null, host);
    }

    private static List<String> fields(Consumer<Violations> rules) {
        Violations violations = new Violations();
        rules.accept(violations);
        if (violations.none()) {
            return List.of();
        }
        return assertThrows(ValidationException.class, violations::refuse).violations().stream()
                .map(Violation::field)
                .toList();
    }
}
