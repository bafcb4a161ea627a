package io.dosvm.engine.compute;

import static io.dosvm.VersionCondition.ifVersion;
import static io.dosvm.engine.compute.UseCase.requested;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dosvm.Network;
import io.dosvm.Project;
import io.dosvm.ProjectSpec;
import io.dosvm.Subnet;
import io.dosvm.value.ByteSize;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

/** What is done with projects. */
final class ProjectCases {
    private ProjectCases() {}

    static List<UseCase> all() {
        return List.of(
                UseCase.doing("project delete", ProjectCases::delete)
                        .given(ProjectCases::full)
                        .then((scene, round) -> assertEquals(
                                Optional.empty(), scene.dosvm.projects().find(name(round))))
                        .cleared((scene, round) ->
                                scene.dosvm.subnets().find(name(round)).ifPresent(Subnet::delete)),
                UseCase.of(
                                "project create",
                                (scene, round) -> requested(round, request -> scene.dosvm
                                        .projects()
                                        .create(name(round), quota(4).andThen(p -> p.requestId(request)))
                                        .id()))
                        .then(allows(4))
                        .cleared(ProjectCases::delete),
                UseCase.of("project ensure", (scene, round) -> make(scene, round)
                                .id())
                        .then(allows(4))
                        .cleared(ProjectCases::delete),
                UseCase.doing("project edit", ProjectCases::edit)
                        .given(ProjectCases::make)
                        .then(allows(8))
                        .cleared(ProjectCases::delete));
    }

    private static String name(int round) {
        return "project-" + round;
    }

    private static Consumer<ProjectSpec> quota(int vcpus) {
        return p -> p.quota(q -> q.vcpus(vcpus).disk(ByteSize.gib(10)));
    }

    private static Project make(Scene scene, int round) {
        return scene.dosvm.projects().ensure(name(round), quota(4));
    }

    private static UseCase.Part allows(int vcpus) {
        return (scene, round) -> assertEquals(
                OptionalInt.of(vcpus),
                scene.dosvm.projects().require(name(round)).status().quota().vcpus());
    }

    private static void edit(Scene scene, int round) {
        Project project = scene.dosvm.projects().require(name(round));
        var now = project.edit(p -> p.description("round " + round));
        project.edit(quota(8), ifVersion(now.version()));
    }

    /** A project with something of everything, some of it on a host. */
    private static void full(Scene scene, int round) {
        Project project = make(scene, round);
        scene.pool.edit(p -> p.allow(project));
        Subnet plan = scene.dosvm.subnets().ensure(name(round), s -> s.cidr("10.9." + round % 250 + ".0/24")
                .allow(project));
        Network network = project.networks().ensure("n", n -> n.nat(scene.host).subnet(plan));
        project.volumes()
                .ensure("v", v -> v.size(ByteSize.gib(1)).in(scene.pool))
                .await(Scene.LONG);
        var image = project.images()
                .ensure("i", i -> i.upload(scene.small).in(scene.pool))
                .await(Scene.LONG);
        var instance = project.instances().ensure("s", i -> i.memory(ByteSize.mib(256))
                .disk(d -> d.linkedCloneOf(image).in(scene.pool))
                .nic(n -> n.network(network)));
        project.vms().ensure("m", v -> v.from(instance));
    }

    private static void delete(Scene scene, int round) {
        delete(scene, name(round));
    }

    static void delete(Scene scene, String name) {
        scene.dosvm.projects().find(name).ifPresent(p -> p.delete().await(Scene.LONG));
    }
}
