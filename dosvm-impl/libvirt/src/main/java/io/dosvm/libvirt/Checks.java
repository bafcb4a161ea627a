package io.dosvm.libvirt;

import io.dosvm.error.ValidationException;
import io.dosvm.error.Violation;
import io.dosvm.spi.Compute.VmDefinition;
import io.dosvm.spi.Networking.DhcpRange;
import io.dosvm.spi.Networking.NetworkDefinition;
import io.dosvm.spi.NicLink;
import io.dosvm.spi.Storage.Format;
import io.dosvm.spi.Storage.VolumeDefinition;
import io.dosvm.spi.Storage.VolumeKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Refuses values that no host can take, all of one request at once, before anything is sent. */
final class Checks {
    private static final Pattern BRIDGE = Pattern.compile("[A-Za-z0-9][A-Za-z0-9_.-]{0,14}");
    private static final Pattern FILE_NAME = Pattern.compile("[^./\\p{Cntrl}][^/\\p{Cntrl}]{0,254}");
    private static final Pattern DIRECTORY = Pattern.compile("/[^\\p{Cntrl}]*");
    private static final int MAX_VCPUS = 255;
    private static final int MAX_PORT = 65_535;

    private final List<Violation> violations = new ArrayList<>();

    private Checks() {}

    private void rule(boolean kept, String field, Object value, String rule) {
        if (!kept) {
            violations.add(new Violation(field, String.valueOf(value), rule));
        }
    }

    private void end() {
        if (!violations.isEmpty()) {
            throw new ValidationException(violations);
        }
    }

    static void vm(VmDefinition vm) {
        Checks checks = new Checks();
        checks.rule(vm.vcpus() >= 1 && vm.vcpus() <= MAX_VCPUS, "vcpus", vm.vcpus(), "1 to " + MAX_VCPUS);
        checks.rule(vm.memory().isPositive(), "memory", vm.memory(), "above zero");
        checks.rule(
                vm.title().codePoints().noneMatch(Checks::unwritable),
                "title",
                vm.title().replaceAll("\\p{Cntrl}", "?"),
                "without control characters");
        for (int i = 0; i < vm.disks().size(); i++) {
            checks.fileName("disks[" + i + "].volume", vm.disks().get(i).volume());
            checks.rule(
                    vm.disks().get(i).format() != Format.UNKNOWN,
                    "disks[" + i + "].format",
                    vm.disks().get(i).format(),
                    "a format that this version knows");
        }
        for (int i = 0; i < vm.nics().size(); i++) {
            if (vm.nics().get(i).link() instanceof NicLink.User user) {
                checks.user("nics[" + i + "]", user);
            }
        }
        checks.end();
    }

    private void user(String field, NicLink.User user) {
        rule(user.listen().isV4(), field + ".listen", user.listen(), "an IPv4 address");
        Set<List<Object>> once = new HashSet<>();
        for (NicLink.Forward forward : user.forwards()) {
            int guest = forward.guestPort();
            rule(guest >= 1 && guest <= MAX_PORT, field + ".guestPort", guest, "1 to " + MAX_PORT);
            rule(
                    once.add(List.of(forward.protocol(), guest)),
                    field + ".guestPort",
                    guest,
                    "each port of the guest at most once");
            forward.hostPort()
                    .ifPresent(
                            host -> rule(host >= 1 && host <= MAX_PORT, field + ".hostPort", host, "1 to " + MAX_PORT));
        }
    }

    /** XML has no place for control characters, halves of surrogate pairs and the two non-characters. */
    private static boolean unwritable(int character) {
        return Character.isISOControl(character)
                || Character.getType(character) == Character.SURROGATE
                || character == 0xFFFE
                || character == 0xFFFF;
    }

    static void generation(long generation) {
        Checks checks = new Checks();
        checks.rule(generation > 0, "generation", generation, "above zero");
        checks.end();
    }

    static void directory(String directory) {
        Checks checks = new Checks();
        checks.rule(
                DIRECTORY.matcher(directory).matches()
                        && !List.of(directory.split("/")).contains(".."),
                "directory",
                directory.replaceAll("\\p{Cntrl}", "?"),
                "an absolute path without '..' and control characters");
        checks.end();
    }

    static void key(VolumeKey key) {
        Checks checks = new Checks();
        checks.fileName("fileName", key);
        checks.end();
    }

    private void fileName(String field, VolumeKey key) {
        rule(
                FILE_NAME.matcher(key.fileName()).matches(),
                field,
                key.fileName().replaceAll("\\p{Cntrl}", "?"),
                "1 to 255 characters, no '/', no control character, no dot at the beginning");
    }

    static void volume(VolumeDefinition volume) {
        Checks checks = new Checks();
        checks.fileName("key.fileName", volume.key());
        checks.rule(volume.capacity().isPositive(), "capacity", volume.capacity(), "above zero");
        checks.rule(volume.format() != Format.UNKNOWN, "format", volume.format(), "a format that this version knows");
        volume.backing().ifPresent(backing -> {
            checks.fileName("backing.key.fileName", backing.key());
            checks.rule(volume.format() == Format.QCOW2, "format", volume.format(), "an overlay is QCOW2");
            checks.rule(
                    backing.format() != Format.UNKNOWN,
                    "backing.format",
                    backing.format(),
                    "a format that this version knows");
        });
        checks.end();
    }

    static void network(NetworkDefinition network) {
        Checks checks = new Checks();
        checks.rule(
                BRIDGE.matcher(network.bridge()).matches(),
                "bridge",
                network.bridge().replaceAll("\\p{Cntrl}", "?"),
                "1 to 15 letters, digits, '_', '.' or '-'");
        checks.rule(
                network.addresses().contains(network.gateway()),
                "gateway",
                network.gateway(),
                "lies in " + network.addresses());
        for (int i = 0; i < network.dhcp().size(); i++) {
            DhcpRange range = network.dhcp().get(i);
            checks.rule(
                    network.addresses().contains(range.first())
                            && network.addresses().contains(range.last())
                            && range.first().compareTo(range.last()) <= 0,
                    "dhcp[" + i + "]",
                    range.first() + "-" + range.last(),
                    "lies in " + network.addresses() + ", first to last");
        }
        checks.end();
    }
}
