package io.dosvm.testkit.contract;

import io.dosvm.spi.Capability;
import io.dosvm.spi.Compute;
import io.dosvm.spi.Compute.VmDefinition;
import io.dosvm.spi.HostDriver.Part;
import io.dosvm.spi.Mark;
import io.dosvm.spi.Networking;
import io.dosvm.spi.Networking.EnsureNetwork;
import io.dosvm.spi.Networking.NetworkDefinition;
import io.dosvm.spi.NicLink;
import io.dosvm.spi.Storage;
import io.dosvm.spi.Storage.VolumeKey;
import io.dosvm.testkit.contract.ContractBench.BootableImage;
import io.dosvm.testkit.contract.ContractRule.Extra;
import io.dosvm.value.ByteSize;
import io.dosvm.value.IpAddress;
import io.dosvm.value.MacAddress;
import io.dosvm.value.RunState;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** A guest with an operating system in it: one boot for all. */
final class GuestRules {
    private GuestRules() {}

    static List<ContractRule> rules() {
        return List.of(new ContractRule(
                "GUEST-01 a guest takes an address that all sources agree on, reboots, and powers off when asked",
                Set.of(
                        Capability.COMPUTE,
                        Capability.STORAGE,
                        Capability.VOLUME_STREAMS,
                        Capability.NETWORKS,
                        Capability.LEASES),
                Extra.IMAGE,
                GuestRules::life));
    }

    private static void life(Trial trial) throws IOException {
        BootableImage image = trial.bench().image().orElseThrow();
        NetworkDefinition network = trial.networkDefinition();
        trial.perform(new EnsureNetwork(network));
        VolumeKey root = root(trial, image);
        MacAddress mac =
                new MacAddress(0x5254_0000_0000L + trial.runtime().random().nextInt(1 << 24));
        VmDefinition vm = Trial.sized(
                trial.newVm(
                        List.of(Trial.disk(root, image.format())),
                        List.of(new Compute.NicDefinition(
                                new NicLink.ToNetwork(network.mark().madeName()), mac, "virtio"))),
                "guest",
                1,
                image.memory());
        UUID id = vm.mark().id();
        trial.perform(new Compute.Define(vm));
        long generation = trial.newGeneration();
        trial.perform(new Compute.Start(id, generation));

        trial.until(image.bootTime(), "the guest has an address", () -> !addresses(trial, id)
                .isEmpty());
        List<IpAddress> addresses = addresses(trial, id);
        addresses.stream()
                .filter(IpAddress::isV4)
                .forEach(a -> Trial.holds(network.addresses().contains(a), a + " lies in " + network.addresses()));
        List<Networking.Lease> leases =
                trial.perform(new Networking.ListLeases(network.mark().madeName()));
        Networking.Lease lease = leases.stream()
                .filter(l -> l.mac().equals(mac))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no lease of " + mac + " in " + leases));
        Trial.holds(addresses.contains(lease.address()), lease + " is among " + addresses);
        Trial.holds(
                trial.observe(Part.LEASES).leases().stream()
                        .anyMatch(l -> l.mac().equals(mac)),
                "it is observed");
        Trial.same(
                1,
                trial.observe(Part.VM_DEVICES).vms().stream()
                        .filter(v -> v.id().equals(id))
                        .findFirst()
                        .orElseThrow()
                        .nics()
                        .size(),
                "NICs of the running guest");

        trial.perform(new Compute.Reboot(id));
        trial.runtime().sleep(image.bootTime());
        Compute.VmDetails after = trial.perform(new Compute.Describe(id)).orElseThrow();
        Trial.same(RunState.RUNNING, after.state(), "state after a reboot");
        Trial.same(Optional.of(generation), after.mark().map(Mark::generation), "generation after a reboot");

        trial.until(image.bootTime(), "the guest powers off when asked", () -> {
            // Asked again and again: a guest that is booting hears nothing.
            trial.perform(new Compute.Shutdown(id));
            return Trial.off(trial.state(id));
        });
        Trial.holds(trial.perform(new Compute.Describe(id)).isPresent(), "it is kept");
    }

    private static VolumeKey root(Trial trial, BootableImage image) throws IOException {
        VolumeKey key = trial.newKey(image.format());
        trial.perform(new Storage.CreateVolume(Trial.blank(key, image.format(), ByteSize.mib(16))));
        try (InputStream bytes = image.bytes().open()) {
            Storage.VolumeFound found = trial.perform(new Storage.Upload(key, image.length(), bytes));
            Trial.same(image.format(), found.format(), "format of the image");
        }
        return key;
    }

    private static List<IpAddress> addresses(Trial trial, UUID id) {
        return trial.perform(new Compute.Addresses(id)).stream()
                .flatMap(s -> s.addresses().stream())
                .toList();
    }
}
