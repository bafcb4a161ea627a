package io.dosvm.engine.compute;

import static io.dosvm.VersionCondition.ifVersion;
import static io.dosvm.engine.compute.UseCase.requested;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dosvm.Instance;
import io.dosvm.InstanceSpec;
import io.dosvm.value.ByteSize;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What is done with instances. */
final class InstanceCases {
    private InstanceCases() {}

    static List<UseCase> all() {
        return List.of(
                UseCase.of(
                                "instance create",
                                (scene, round) -> requested(round, request -> scene.web
                                        .instances()
                                        .create(name(round), spec(scene).andThen(i -> i.requestId(request)))
                                        .id()))
                        .then(InstanceCases::there)
                        .cleared(InstanceCases::delete),
                UseCase.of("instance ensure", (scene, round) -> make(scene, round)
                                .id())
                        .then(InstanceCases::there)
                        .cleared(InstanceCases::delete),
                UseCase.doing("instance edit", InstanceCases::edit)
                        .given(InstanceCases::make)
                        .then((scene, round) -> assertEquals(
                                3,
                                scene.web
                                        .instances()
                                        .require(name(round))
                                        .status()
                                        .vcpus()))
                        .cleared(InstanceCases::delete),
                UseCase.doing("instance delete", InstanceCases::delete)
                        .given(InstanceCases::make)
                        .then((scene, round) -> assertEquals(
                                Optional.empty(), scene.web.instances().find(name(round)))));
    }

    private static String name(int round) {
        return "instance-" + round;
    }

    private static Consumer<InstanceSpec> spec(Scene scene) {
        return i -> i.vcpus(2)
                .memory(ByteSize.mib(256))
                .disk(d -> d.linkedCloneOf(scene.debian).in(scene.pool))
                .nic(n -> n.network(scene.lan));
    }

    private static Instance make(Scene scene, int round) {
        return scene.web.instances().ensure(name(round), spec(scene));
    }

    private static void there(Scene scene, int round) {
        assertEquals(2, scene.web.instances().require(name(round)).status().vcpus());
    }

    private static void edit(Scene scene, int round) {
        Instance instance = scene.web.instances().require(name(round));
        var now =
                instance.edit(i -> i.vcpus(1).disk(d -> d.blank(ByteSize.gib(1)).in(scene.pool)));
        instance.edit(i -> i.vcpus(3), ifVersion(now.version()));
    }

    private static void delete(Scene scene, int round) {
        scene.web.instances().find(name(round)).ifPresent(Instance::delete);
    }
}
