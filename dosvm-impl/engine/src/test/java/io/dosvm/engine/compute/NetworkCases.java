package io.dosvm.engine.compute;

import static io.dosvm.VersionCondition.ifVersion;
import static io.dosvm.engine.compute.UseCase.requested;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dosvm.Instance;
import io.dosvm.Network;
import io.dosvm.Subnet;
import io.dosvm.SubnetSpec;
import io.dosvm.Vm;
import io.dosvm.value.ByteSize;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What is done with subnets and networks. */
final class NetworkCases {
    private NetworkCases() {}

    static List<UseCase> all() {
        return List.of(
                UseCase.of(
                                "subnet create",
                                (scene, round) -> requested(round, request -> scene.dosvm
                                        .subnets()
                                        .create(name(round), plan(scene, round).andThen(s -> s.requestId(request)))
                                        .id()))
                        .then(NetworkCases::planned)
                        .cleared(NetworkCases::deleteSubnet),
                UseCase.of("subnet ensure", (scene, round) -> subnet(scene, round)
                                .id())
                        .then(NetworkCases::planned)
                        .cleared(NetworkCases::deleteSubnet),
                UseCase.doing("subnet edit", NetworkCases::editSubnet)
                        .given(NetworkCases::subnet)
                        .then((scene, round) -> assertEquals(
                                "example.org",
                                scene.dosvm
                                        .subnets()
                                        .require(name(round))
                                        .status()
                                        .domain()))
                        .cleared(NetworkCases::deleteSubnet),
                UseCase.doing("subnet delete", NetworkCases::deleteSubnet)
                        .given(NetworkCases::subnet)
                        .then((scene, round) -> assertEquals(
                                Optional.empty(), scene.dosvm.subnets().find(name(round)))),
                UseCase.of(
                                "network create",
                                (scene, round) -> requested(round, request -> scene.web
                                        .networks()
                                        .create(name(round), n -> n.nat(scene.host)
                                                .subnet(subnet(scene, round))
                                                .requestId(request))
                                        .id()))
                        .given(NetworkCases::subnet)
                        .then(NetworkCases::networked)
                        .cleared(NetworkCases::clear),
                UseCase.of("network ensure", (scene, round) -> network(scene, round)
                                .id())
                        .given(NetworkCases::subnet)
                        .then(NetworkCases::networked)
                        .cleared(NetworkCases::clear),
                UseCase.doing("network edit", NetworkCases::editNetwork)
                        .given(NetworkCases::network)
                        .then((scene, round) -> assertEquals(
                                Optional.of("eth0"),
                                scene.web
                                        .networks()
                                        .require(name(round))
                                        .status()
                                        .forwardInterface()))
                        .cleared(NetworkCases::clear),
                UseCase.doing("network delete", NetworkCases::deleteNetwork)
                        .given(NetworkCases::usedOnce)
                        .then((scene, round) -> assertEquals(
                                Optional.empty(), scene.web.networks().find(name(round))))
                        .cleared(NetworkCases::clear));
    }

    private static String name(int round) {
        return "net-" + round;
    }

    private static Consumer<SubnetSpec> plan(Scene scene, int round) {
        String prefix = "10." + (1 + round / 250) + "." + round % 250 + ".";
        return s -> s.cidr(prefix + "0/24").dhcp(prefix + "100", prefix + "200").allow(scene.web);
    }

    private static Subnet subnet(Scene scene, int round) {
        return scene.dosvm.subnets().ensure(name(round), plan(scene, round));
    }

    private static void planned(Scene scene, int round) {
        assertEquals(
                List.of(scene.web),
                scene.dosvm.subnets().require(name(round)).status().projects());
    }

    private static void editSubnet(Scene scene, int round) {
        Subnet subnet = scene.dosvm.subnets().require(name(round));
        var now = subnet.edit(s -> s.description("a").allow(scene.web));
        subnet.edit(s -> s.domain("example.org"), ifVersion(now.version()));
    }

    private static void deleteSubnet(Scene scene, int round) {
        scene.dosvm.subnets().find(name(round)).ifPresent(Subnet::delete);
    }

    private static Network network(Scene scene, int round) {
        Subnet subnet = subnet(scene, round);
        return scene.web.networks().ensure(name(round), n -> n.nat(scene.host).subnet(subnet));
    }

    private static void networked(Scene scene, int round) {
        assertEquals(
                scene.host, scene.web.networks().require(name(round)).status().host());
    }

    private static void editNetwork(Scene scene, int round) {
        Network network = scene.web.networks().require(name(round));
        var now = network.edit(n -> n.description("a"));
        network.edit(n -> n.forwardInterface("eth0"), ifVersion(now.version()));
    }

    /** A network that is on its host, as a VM has needed it. */
    private static void usedOnce(Scene scene, int round) {
        Network network = network(scene, round);
        Instance instance = scene.web.instances().ensure(name(round), i -> i.memory(ByteSize.mib(256))
                .nic(n -> n.network(network)));
        Vm vm = scene.web.vms().ensure(name(round), v -> v.from(instance));
        vm.powerOn().await(Scene.LONG);
        vm.powerOff(Duration.ZERO).await(Scene.LONG);
        vm.delete().await(Scene.LONG);
        instance.delete();
    }

    private static void deleteNetwork(Scene scene, int round) {
        scene.web.networks().find(name(round)).ifPresent(n -> n.delete().await(Scene.LONG));
    }

    private static void clear(Scene scene, int round) {
        deleteNetwork(scene, round);
        deleteSubnet(scene, round);
    }
}
