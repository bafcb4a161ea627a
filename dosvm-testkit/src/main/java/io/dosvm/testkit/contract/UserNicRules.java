package io.dosvm.testkit.contract;

import io.dosvm.error.ErrorCode;
import io.dosvm.spi.Capability;
import io.dosvm.spi.Compute;
import io.dosvm.spi.Compute.NicDefinition;
import io.dosvm.spi.Compute.VmDefinition;
import io.dosvm.spi.NicLink;
import io.dosvm.spi.NicLink.Forward;
import io.dosvm.spi.UserNetworking.ForwardFound;
import io.dosvm.spi.UserNetworking.ListForwards;
import io.dosvm.testkit.contract.ContractRule.Body;
import io.dosvm.testkit.contract.ContractRule.Extra;
import io.dosvm.value.IpAddress;
import io.dosvm.value.MacAddress;
import io.dosvm.value.Protocol;
import io.dosvm.value.RunState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** NICs in user networking, and the ports of the host that lead to them. */
final class UserNicRules {
    private static final IpAddress LOOPBACK = IpAddress.parse("127.0.0.1");
    private static final IpAddress OTHER_LOOPBACK = IpAddress.parse("127.0.0.2");

    private UserNicRules() {}

    static List<ContractRule> rules() {
        return List.of(
                rule("USER-01 forwards are there when the start returns, where it was asked for", UserNicRules::start),
                rule("USER-02 starting a running VM with its generation moves no forward", UserNicRules::again),
                new ContractRule(
                        "USER-03 forwards stay over suspend, resume, reset and reboot",
                        Set.of(Capability.COMPUTE, Capability.USER_NICS, Capability.SUSPEND),
                        Extra.NOTHING,
                        UserNicRules::stay),
                rule("USER-04 forwards are gone when the VM is off, and come back with it", UserNicRules::off),
                rule(
                        "USER-05 a port of the host that is taken is refused with IN_USE, and the VM stays off",
                        UserNicRules::taken),
                rule("USER-06 an unknown VM throws NOT_FOUND, and one without user NICs has none", UserNicRules::none),
                rule("USER-07 ports and addresses that cannot be are INVALID", UserNicRules::badValues));
    }

    private static ContractRule rule(String name, Body body) {
        return new ContractRule(name, Set.of(Capability.COMPUTE, Capability.USER_NICS), Extra.NOTHING, body);
    }

    private static List<ForwardFound> forwards(Trial trial, UUID vm) {
        return trial.perform(new ListForwards(vm));
    }

    private static NicDefinition nic(Trial trial, IpAddress listen, Forward... forwards) {
        MacAddress mac =
                new MacAddress(0x5254_0000_0000L + trial.runtime().random().nextInt(1 << 24));
        return new NicDefinition(new NicLink.User(listen, List.of(forwards)), mac, "virtio");
    }

    private static Forward chosen(Protocol protocol, int guestPort) {
        return new Forward(protocol, Optional.empty(), guestPort);
    }

    private static VmDefinition defined(Trial trial, NicDefinition... nics) {
        VmDefinition vm = trial.newVm(List.of(), List.of(nics));
        trial.perform(new Compute.Define(vm));
        return vm;
    }

    private static UUID started(Trial trial, NicDefinition... nics) {
        UUID id = defined(trial, nics).mark().id();
        trial.perform(new Compute.Start(id, trial.newGeneration()));
        return id;
    }

    private static void start(Trial trial) {
        NicDefinition first =
                nic(trial, LOOPBACK, chosen(Protocol.TCP, 80), chosen(Protocol.UDP, 53), chosen(Protocol.TCP, 22));
        NicDefinition second = nic(trial, OTHER_LOOPBACK, chosen(Protocol.TCP, 80));
        UUID id = started(trial, first, second);
        List<ForwardFound> found = forwards(trial, id);
        Trial.same(found, forwards(trial, id), "asked again");
        List<ForwardFound> asked = new ArrayList<>();
        for (NicDefinition nic : List.of(first, second)) {
            NicLink.User user = (NicLink.User) nic.link();
            user.forwards()
                    .forEach(
                            f -> asked.add(new ForwardFound(nic.mac(), f.protocol(), user.listen(), 0, f.guestPort())));
        }
        Trial.same(asked, found.stream().map(f -> at(f, 0)).toList(), "NIC by NIC, in the order asked for");
        found.forEach(f -> Trial.holds(f.hostPort() > 0 && f.hostPort() <= 65_535, f + " has a port of the host"));
        Trial.holds(found.get(0).hostPort() != found.get(2).hostPort(), "two forwards have two ports");
        UUID other = started(trial, nic(trial, LOOPBACK, chosen(Protocol.TCP, 80)));
        int port = forwards(trial, other).get(0).hostPort();
        Trial.holds(
                found.stream()
                        .filter(f -> f.protocol() == Protocol.TCP && f.address().equals(LOOPBACK))
                        .noneMatch(f -> f.hostPort() == port),
                "another VM has other ports");
    }

    private static ForwardFound at(ForwardFound forward, int hostPort) {
        return new ForwardFound(forward.mac(), forward.protocol(), forward.address(), hostPort, forward.guestPort());
    }

    private static void again(Trial trial) {
        UUID id = defined(trial, nic(trial, LOOPBACK, chosen(Protocol.TCP, 80), chosen(Protocol.UDP, 80)))
                .mark()
                .id();
        long generation = trial.newGeneration();
        trial.perform(new Compute.Start(id, generation));
        List<ForwardFound> before = forwards(trial, id);
        trial.perform(new Compute.Start(id, generation));
        Trial.same(before, forwards(trial, id), "forwards after another start");
    }

    private static void stay(Trial trial) {
        UUID id = started(trial, nic(trial, LOOPBACK, chosen(Protocol.TCP, 80)));
        List<ForwardFound> before = forwards(trial, id);
        Trial.same(1, before.size(), "forwards");
        trial.perform(new Compute.Suspend(id));
        Trial.same(before, forwards(trial, id), "forwards of a suspended VM");
        trial.perform(new Compute.Resume(id));
        Trial.same(before, forwards(trial, id), "forwards after resume");
        trial.perform(new Compute.Reset(id));
        Trial.same(before, forwards(trial, id), "forwards after reset");
        trial.perform(new Compute.Reboot(id));
        Trial.same(before, forwards(trial, id), "forwards after reboot");
    }

    private static void off(Trial trial) {
        UUID id = defined(trial, nic(trial, LOOPBACK, chosen(Protocol.TCP, 80)))
                .mark()
                .id();
        Trial.same(List.of(), forwards(trial, id), "forwards before the first start");
        trial.perform(new Compute.Start(id, trial.newGeneration()));
        Trial.same(1, forwards(trial, id).size(), "forwards while it runs");
        trial.perform(new Compute.Stop(id));
        Trial.same(List.of(), forwards(trial, id), "forwards when it is off");
        trial.perform(new Compute.Start(id, trial.newGeneration()));
        Trial.same(1, forwards(trial, id).size(), "forwards after the next start");
    }

    private static void taken(Trial trial) {
        UUID first = started(trial, nic(trial, LOOPBACK, chosen(Protocol.TCP, 80)));
        int port = forwards(trial, first).get(0).hostPort();
        NicDefinition fixed = nic(trial, LOOPBACK, new Forward(Protocol.TCP, Optional.of(port), 80));
        UUID second = defined(trial, fixed).mark().id();
        String said = String.valueOf(trial.refused(ErrorCode.IN_USE, new Compute.Start(second, trial.newGeneration()))
                .getMessage());
        Trial.holds(said.contains("127.0.0.1:" + port), "the refusal names the port: " + said);
        Trial.same(RunState.OFF, trial.state(second), "state of the VM that was refused");
        trial.perform(new Compute.Stop(first));
        trial.perform(new Compute.Start(second, trial.newGeneration()));
        Trial.same(
                List.of(new ForwardFound(fixed.mac(), Protocol.TCP, LOOPBACK, port, 80)),
                forwards(trial, second),
                "the port is free again");
    }

    private static void badValues(Trial trial) {
        for (NicDefinition bad : List.of(
                nic(trial, LOOPBACK, chosen(Protocol.TCP, 0)),
                nic(trial, LOOPBACK, chosen(Protocol.UDP, 65_536)),
                nic(trial, LOOPBACK, new Forward(Protocol.TCP, Optional.of(0), 80)),
                nic(trial, LOOPBACK, new Forward(Protocol.TCP, Optional.of(65_536), 80)),
                nic(trial, LOOPBACK, chosen(Protocol.TCP, 80), new Forward(Protocol.TCP, Optional.of(8080), 80)),
                nic(trial, IpAddress.parse("::1"), chosen(Protocol.TCP, 80)))) {
            trial.refused(ErrorCode.INVALID, new Compute.Define(trial.newVm(List.of(), List.of(bad))));
        }
        defined(trial, nic(trial, LOOPBACK, chosen(Protocol.TCP, 80), chosen(Protocol.UDP, 80)));
    }

    private static void none(Trial trial) {
        trial.refused(ErrorCode.NOT_FOUND, new ListForwards(trial.runtime().newId()));
        Trial.same(List.of(), forwards(trial, started(trial)), "forwards without a NIC");
        Trial.same(List.of(), forwards(trial, started(trial, nic(trial, LOOPBACK))), "forwards where none was asked");
    }
}
