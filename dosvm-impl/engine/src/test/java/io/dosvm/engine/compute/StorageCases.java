package io.dosvm.engine.compute;

import static io.dosvm.VersionCondition.ifVersion;
import static io.dosvm.engine.compute.UseCase.requested;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dosvm.Image;
import io.dosvm.Pool;
import io.dosvm.PoolSpec;
import io.dosvm.Volume;
import io.dosvm.VolumeSpec;
import io.dosvm.VolumeStatus;
import io.dosvm.value.ByteSize;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** What is done with pools, volumes and images. */
final class StorageCases {
    private StorageCases() {}

    static List<UseCase> all() {
        return List.of(
                UseCase.of(
                                "pool create",
                                (scene, round) -> requested(round, request -> scene.dosvm
                                        .pools()
                                        .create(name(round), place(scene, round).andThen(p -> p.requestId(request)))
                                        .id()))
                        .then(StorageCases::allowed)
                        .cleared(StorageCases::deletePool),
                UseCase.of("pool ensure", (scene, round) -> pool(scene, round).id())
                        .then(StorageCases::allowed)
                        .cleared(StorageCases::deletePool),
                UseCase.doing("pool edit", StorageCases::editPool)
                        .given((scene, round) -> {
                            pool(scene, round);
                            scene.dosvm.projects().ensure(name(round), p -> {});
                        })
                        .then((scene, round) -> {
                            var now = scene.dosvm.pools().require(name(round)).status();
                            assertEquals(ByteSize.gib(20), now.capacity());
                            assertEquals(2, now.projects().size());
                        })
                        .cleared((scene, round) -> {
                            deletePool(scene, round);
                            ProjectCases.delete(scene, name(round));
                        }),
                UseCase.doing("pool delete", StorageCases::deletePool)
                        .given((scene, round) -> {
                            volume(scene, round);
                            deleteVolume(scene, round);
                        })
                        .then((scene, round) -> assertEquals(
                                Optional.empty(), scene.dosvm.pools().find(name(round)))),
                UseCase.of(
                                "volume create",
                                (scene, round) -> requested(round, request -> scene.web
                                        .volumes()
                                        .create(name(round), blank(scene, round).andThen(v -> v.requestId(request)))
                                        .await(Scene.LONG)
                                        .id()))
                        .given(StorageCases::pool)
                        .then(StorageCases::ready)
                        .cleared(StorageCases::clear),
                UseCase.of("volume ensure", (scene, round) -> volume(scene, round)
                                .id())
                        .given(StorageCases::pool)
                        .then(StorageCases::ready)
                        .cleared(StorageCases::clear),
                UseCase.doing("volume delete", StorageCases::deleteVolume)
                        .given(StorageCases::volume)
                        .then((scene, round) -> assertEquals(
                                Optional.empty(), scene.web.volumes().find(name(round))))
                        .cleared(StorageCases::deletePool),
                UseCase.of(
                                "image create",
                                (scene, round) -> requested(round, request -> scene.web
                                        .images()
                                        .create(name(round), i -> i.upload(scene.small)
                                                .in(scene.pool)
                                                .requestId(request))
                                        .await(Scene.LONG)
                                        .id()))
                        .then(StorageCases::uploaded)
                        .cleared(StorageCases::deleteImage),
                UseCase.of("image ensure", (scene, round) -> image(scene, round).id())
                        .then(StorageCases::uploaded)
                        .cleared(StorageCases::deleteImage),
                UseCase.doing("image delete", StorageCases::deleteImage)
                        .given(StorageCases::image)
                        .then((scene, round) -> assertEquals(
                                Optional.empty(), scene.web.images().find(name(round)))));
    }

    private static String name(int round) {
        return "storage-" + round;
    }

    private static Consumer<PoolSpec> place(Scene scene, int round) {
        return p -> p.hostDirectory(scene.host, "/pool-" + round)
                .capacity(ByteSize.gib(10))
                .allow(scene.web);
    }

    private static Pool pool(Scene scene, int round) {
        return scene.dosvm.pools().ensure(name(round), place(scene, round));
    }

    private static void allowed(Scene scene, int round) {
        assertEquals(
                List.of(scene.web),
                scene.dosvm.pools().require(name(round)).status().projects());
    }

    private static void editPool(Scene scene, int round) {
        Pool pool = scene.dosvm.pools().require(name(round));
        var now = pool.edit(p -> p.allow(scene.dosvm.projects().require(name(round))));
        pool.edit(p -> p.capacity(ByteSize.gib(20)), ifVersion(now.version()));
    }

    private static void deletePool(Scene scene, int round) {
        scene.dosvm.pools().find(name(round)).ifPresent(p -> p.delete().await(Scene.LONG));
    }

    private static Consumer<VolumeSpec> blank(Scene scene, int round) {
        Pool pool = pool(scene, round);
        return v -> v.size(ByteSize.gib(1)).in(pool);
    }

    private static Volume volume(Scene scene, int round) {
        return scene.web.volumes().ensure(name(round), blank(scene, round)).await(Scene.LONG);
    }

    private static void ready(Scene scene, int round) {
        VolumeStatus now = scene.web.volumes().require(name(round)).status();
        assertEquals(VolumeStatus.State.READY, now.state());
    }

    private static void deleteVolume(Scene scene, int round) {
        scene.web.volumes().find(name(round)).ifPresent(v -> v.delete().await(Scene.LONG));
    }

    private static void clear(Scene scene, int round) {
        deleteVolume(scene, round);
        deletePool(scene, round);
    }

    private static Image image(Scene scene, int round) {
        return scene.web
                .images()
                .ensure(name(round), i -> i.upload(scene.small).in(scene.pool))
                .await(Scene.LONG);
    }

    private static void uploaded(Scene scene, int round) {
        assertTrue(scene.web.images().require(name(round)).status().ready());
    }

    private static void deleteImage(Scene scene, int round) {
        scene.web.images().find(name(round)).ifPresent(i -> i.delete().await(Scene.LONG));
    }
}
