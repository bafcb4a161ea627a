package io.dosvm.engine.compute;

import static io.dosvm.VersionCondition.ifVersion;
import static io.dosvm.engine.compute.UseCase.requested;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dosvm.Host;
import io.dosvm.HostStatus;
import io.dosvm.value.ByteSize;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What is done with hosts. */
final class HostCases {
    private HostCases() {}

    static List<UseCase> all() {
        return List.of(
                UseCase.of(
                                "host create",
                                (scene, round) -> requested(round, request -> scene.dosvm
                                        .hosts()
                                        .create(name(round), h -> h.uri(uri(scene, round))
                                                .requestId(request))
                                        .await(Scene.LONG)
                                        .id()))
                        .then(HostCases::ours)
                        .cleared(HostCases::delete),
                UseCase.of("host ensure", (scene, round) -> join(scene, round).id())
                        .then(HostCases::ours)
                        .cleared(HostCases::delete),
                UseCase.doing("host edit", HostCases::edit)
                        .given(HostCases::join)
                        .then((scene, round) -> {
                            HostStatus now = host(scene, round).status();
                            assertEquals("2 " + ByteSize.gib(1), now.maxVcpus() + " " + now.maxVmMemory());
                        })
                        .cleared(HostCases::delete),
                UseCase.doing("host cordon", (scene, round) -> host(scene, round)
                                .cordon())
                        .given(HostCases::join)
                        .then((scene, round) ->
                                assertEquals(true, host(scene, round).status().cordoned()))
                        .cleared(HostCases::delete),
                UseCase.doing("host uncordon", (scene, round) -> host(scene, round)
                                .uncordon())
                        .given((scene, round) -> join(scene, round).cordon())
                        .then((scene, round) ->
                                assertEquals(false, host(scene, round).status().cordoned()))
                        .cleared(HostCases::delete),
                UseCase.doing("host confirm dead", (scene, round) -> host(scene, round)
                                .confirmDead("burnt"))
                        .given(HostCases::loseForGood)
                        .then((scene, round) -> assertEquals(
                                true,
                                host(scene, round).status().confirmedDead().isPresent()))
                        .cleared(HostCases::takeBack),
                UseCase.doing("host delete", HostCases::delete)
                        .given(HostCases::join)
                        .then((scene, round) -> assertEquals(
                                Optional.empty(), scene.dosvm.hosts().find(name(round)))));
    }

    private static String name(int round) {
        return "host-" + round;
    }

    private static String uri(Scene scene, int round) {
        return "fake:" + scene.fakes.host(name(round)).name();
    }

    private static Host join(Scene scene, int round) {
        return scene.dosvm
                .hosts()
                .ensure(name(round), h -> h.uri(uri(scene, round)))
                .await(Scene.LONG);
    }

    private static Host host(Scene scene, int round) {
        return scene.dosvm.hosts().require(name(round));
    }

    private static void loseForGood(Scene scene, int round) {
        Host host = join(scene, round);
        scene.fakes.host(name(round)).vanish();
        while (host.status().connection() != HostStatus.Connection.DOWN) {
            scene.world.sleep(Duration.ofSeconds(1));
        }
    }

    /** It comes back after all: nothing of ours may stay on it. */
    private static void takeBack(Scene scene, int round) {
        delete(scene, round);
        scene.fakes.host(name(round)).comeBack();
        scene.dosvm
                .hosts()
                .create(name(round), h -> h.uri(uri(scene, round)).takeOver())
                .await(Scene.LONG);
        delete(scene, round);
    }

    private static void ours(Scene scene, int round) {
        host(scene, round);
        assertEquals(
                Optional.of(scene.dosvm.id()), scene.fakes.host(name(round)).owner());
    }

    private static void edit(Scene scene, int round) {
        HostStatus now = host(scene, round).edit(h -> h.maxVcpus(2));
        host(scene, round).edit(h -> h.maxVmMemory(ByteSize.gib(1)), ifVersion(now.version()));
    }

    private static void delete(Scene scene, int round) {
        scene.dosvm.hosts().find(name(round)).ifPresent(h -> h.delete().await(Scene.LONG));
    }
}
