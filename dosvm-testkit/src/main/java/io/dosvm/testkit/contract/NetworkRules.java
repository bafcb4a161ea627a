package io.dosvm.testkit.contract;

import io.dosvm.error.ErrorCode;
import io.dosvm.spi.Capability;
import io.dosvm.spi.HostDriver.Part;
import io.dosvm.spi.Networking.EnsureNetwork;
import io.dosvm.spi.Networking.ListLeases;
import io.dosvm.spi.Networking.NetworkDefinition;
import io.dosvm.spi.Networking.NetworkFound;
import io.dosvm.spi.Networking.RemoveNetwork;
import io.dosvm.testkit.contract.ContractRule.Body;
import io.dosvm.testkit.contract.ContractRule.Extra;
import io.dosvm.value.Cidr;
import io.dosvm.value.IpAddress;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Networks. */
final class NetworkRules {
    private NetworkRules() {}

    static List<ContractRule> rules() {
        return List.of(
                rule(
                        "NET-01 ensure makes an active NAT network with the made name on its bridge",
                        NetworkRules::ensure),
                rule("NET-02 ensure again is success", NetworkRules::again),
                rule("NET-03 ensure brings a network to other ranges", NetworkRules::change),
                rule("NET-04 the bridge of another network is refused with IN_USE", NetworkRules::bridgeTaken),
                rule("NET-05 addresses of another network are refused with IN_USE", NetworkRules::addressesTaken),
                rule("NET-06 removing twice, or one that never was, is success", NetworkRules::removeTwice),
                new ContractRule(
                        "NET-07 a new network has no leases, and an unknown one is NOT_FOUND",
                        Set.of(Capability.NETWORKS, Capability.LEASES),
                        Extra.NOTHING,
                        NetworkRules::leases),
                rule("NET-08 a bridge, gateway or range that cannot be is INVALID", NetworkRules::badValues),
                rule("NET-09 a network without DHCP is possible", NetworkRules::noDhcp));
    }

    private static ContractRule rule(String name, Body body) {
        return new ContractRule(name, Set.of(Capability.NETWORKS), Extra.NOTHING, body);
    }

    private static Optional<NetworkFound> observed(Trial trial, String name) {
        return trial.observe(Part.NETWORKS).networks().stream()
                .filter(n -> n.name().equals(name))
                .findFirst();
    }

    private static void ensure(Trial trial) {
        NetworkDefinition wanted = trial.networkDefinition();
        NetworkFound found = trial.perform(new EnsureNetwork(wanted));
        Trial.same(wanted.mark().madeName(), found.name(), "name");
        Trial.same(wanted.mark().id(), found.id(), "UUID");
        Trial.same(Optional.of(wanted.bridge()), found.bridge(), "bridge");
        Trial.same("nat", found.forward(), "forward");
        Trial.holds(found.active(), "the network is active");
        Trial.same(Optional.of(found), observed(trial, found.name()), "observed");
    }

    private static void again(Trial trial) {
        NetworkDefinition wanted = trial.networkDefinition();
        NetworkFound first = trial.perform(new EnsureNetwork(wanted));
        Trial.same(first, trial.perform(new EnsureNetwork(wanted)), "ensured again");
    }

    private static void change(Trial trial) {
        NetworkDefinition wanted = trial.networkDefinition();
        NetworkFound first = trial.perform(new EnsureNetwork(wanted));
        NetworkDefinition other = Trial.network(wanted.mark(), wanted.bridge(), wanted.addresses(), 20);
        Trial.same(first, trial.perform(new EnsureNetwork(other)), "with another range");
        Trial.same(first, trial.perform(new EnsureNetwork(wanted)), "with the first range again");
    }

    private static void bridgeTaken(Trial trial) {
        NetworkDefinition one = trial.networkDefinition();
        trial.perform(new EnsureNetwork(one));
        NetworkDefinition two = trial.networkDefinition();
        trial.refused(
                ErrorCode.IN_USE, new EnsureNetwork(Trial.network(two.mark(), one.bridge(), two.addresses(), 100)));
        Trial.same(Optional.empty(), observed(trial, two.mark().madeName()), "the refused network");
    }

    private static void addressesTaken(Trial trial) {
        NetworkDefinition one = trial.networkDefinition();
        trial.perform(new EnsureNetwork(one));
        NetworkDefinition two = trial.networkDefinition();
        trial.refused(
                ErrorCode.IN_USE, new EnsureNetwork(Trial.network(two.mark(), two.bridge(), one.addresses(), 100)));
        Trial.same(Optional.empty(), observed(trial, two.mark().madeName()), "the refused network");
    }

    private static void removeTwice(Trial trial) {
        NetworkDefinition wanted = trial.networkDefinition();
        NetworkFound found = trial.perform(new EnsureNetwork(wanted));
        trial.perform(new RemoveNetwork(found.name()));
        Trial.same(Optional.empty(), observed(trial, found.name()), "observed after remove");
        trial.perform(new RemoveNetwork(found.name()));
        trial.perform(new RemoveNetwork(trial.mark().madeName()));
        trial.perform(new EnsureNetwork(wanted));
    }

    private static void leases(Trial trial) {
        NetworkFound found = trial.perform(new EnsureNetwork(trial.networkDefinition()));
        Trial.same(List.of(), trial.perform(new ListLeases(found.name())), "leases of a new network");
        trial.refused(ErrorCode.NOT_FOUND, new ListLeases(trial.mark().madeName()));
    }

    private static void badValues(Trial trial) {
        NetworkDefinition good = trial.networkDefinition();
        Cidr addresses = good.addresses();
        for (String bridge : List.of("", "sixteen-letters-", "a/b", "a b", "..", "line\n")) {
            refuse(trial, Trial.network(good.mark(), bridge, addresses, 100));
        }
        IpAddress outside = addresses.last().plus(10);
        refuse(
                trial,
                new NetworkDefinition(
                        good.mark(),
                        good.bridge(),
                        addresses,
                        outside,
                        Optional.empty(),
                        good.dhcp(),
                        Optional.empty()));
        refuse(trial, Trial.network(good.mark(), good.bridge(), addresses, 250));
        Trial.same(Optional.empty(), observed(trial, good.mark().madeName()), "the refused network");
    }

    private static void refuse(Trial trial, NetworkDefinition bad) {
        trial.refused(ErrorCode.INVALID, new EnsureNetwork(bad));
    }

    private static void noDhcp(Trial trial) {
        NetworkDefinition good = trial.networkDefinition();
        NetworkFound found = trial.perform(new EnsureNetwork(new NetworkDefinition(
                good.mark(),
                good.bridge(),
                good.addresses(),
                good.gateway(),
                Optional.empty(),
                List.of(),
                Optional.of("contract.test"))));
        Trial.holds(found.active(), "the network is active");
    }
}
