package io.dosvm.engine.compute;

import io.dosvm.Vm;
import io.dosvm.error.NotFoundException;
import io.dosvm.value.RequestId;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * One thing that is done through the API: with what goes before it, what must be so when it has been done, once or
 * again, and how everything goes away afterwards. The rounds of a scene are told apart by their numbers.
 *
 * @param name for people
 * @param before brings about what it begins with
 * @param act does it; what was done already is fine. What it gives is the same each time
 * @param after fails if it has not been done
 * @param clear takes away what is left
 */
record UseCase(String name, Part before, Act act, Part after, Part clear) {
    /** More than a guest takes to come up, and its host to tell that it went down. */
    static final Duration BOOT = Duration.ofSeconds(1);

    /** Something that is done in a round. */
    interface Part {
        void run(Scene scene, int round);
    }

    /** What it is all about. */
    interface Act {
        Object run(Scene scene, int round);
    }

    /** The use cases of some nouns. */
    enum Nouns {
        VMS(VmCases.all()),
        STORAGE(StorageCases.all()),
        NETWORKS(NetworkCases.all()),
        OTHERS(others());

        private final List<UseCase> cases;

        Nouns(List<UseCase> cases) {
            this.cases = cases;
        }

        List<UseCase> cases() {
            return cases;
        }
    }

    private static List<UseCase> others() {
        return Stream.of(ProjectCases.all(), HostCases.all(), InstanceCases.all())
                .flatMap(List::stream)
                .toList();
    }

    /** Every use case of every noun. */
    static List<UseCase> all() {
        return Stream.of(Nouns.values()).flatMap(n -> n.cases().stream()).toList();
    }

    static UseCase of(String name, Act act) {
        Part nothing = (scene, round) -> {};
        return new UseCase(name, nothing, act, nothing, nothing);
    }

    /** A use case that gives nothing. */
    static UseCase doing(String name, Part act) {
        return of(name, (scene, round) -> {
            act.run(scene, round);
            return "";
        });
    }

    UseCase given(Part part) {
        return new UseCase(name, part, act, after, clear);
    }

    UseCase then(Part part) {
        return new UseCase(name, before, act, part, clear);
    }

    UseCase cleared(Part part) {
        return new UseCase(name, before, act, after, part);
    }

    /** Creates with the round's request id; if what it stood for was taken back meanwhile, with a new one. */
    static <T> T requested(int round, Function<RequestId, T> create) {
        try {
            return create.apply(new RequestId("round-" + round));
        } catch (NotFoundException e) {
            return create.apply(new RequestId("round-" + round + "-again"));
        }
    }

    static Vm vm(Scene scene, int round) {
        return scene.web.vms().require("nginx-" + round);
    }

    /** Takes the round's VM away, if it is there. */
    static void clearVm(Scene scene, int round) {
        scene.web.vms().find("nginx-" + round).ifPresent(vm -> {
            vm.powerOff(Duration.ZERO).await(Scene.LONG);
            vm.delete().await(Scene.LONG);
        });
    }

    @Override
    public String toString() {
        return name;
    }
}
