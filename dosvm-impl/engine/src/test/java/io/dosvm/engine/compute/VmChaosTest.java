package io.dosvm.engine.compute;

import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dosvm.Instance;
import io.dosvm.Operation;
import io.dosvm.Store;
import io.dosvm.Vm;
import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.testkit.NodeCrashed;
import io.dosvm.testkit.StepPlan.When;
import io.dosvm.value.ByteSize;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Several VMs on two hosts, everything at once and everything going wrong; afterwards all is in order again. */
class VmChaosTest {
    private static final int ACTS = 120;
    private static final Set<ErrorCode> OUR_FAULT = Set.of(ErrorCode.INTERNAL, ErrorCode.STORE_CORRUPT);

    @TempDir
    Path folder;

    private Scene scene;
    private Random chance;
    private int made;
    private int crashes;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
    void everythingAtOnce(long seed) {
        chance = new Random(seed);
        scene = new Scene(seed, Store.embedded(folder.resolve("store")), folder);
        try {
            scene.fakes.host("attic").cpus(4).memory(ByteSize.gib(16));
            scene.dosvm.hosts().ensure("attic", h -> h.uri("fake:attic")).await(Scene.LONG);
            Instance bare = scene.web.instances().ensure("bare", i -> i.memory(ByteSize.mib(256)));
            Instance nginx = scene.nginx();
            for (int i = 0; i < ACTS; i++) {
                act(
                        chance.nextBoolean()
                                ? scene.web.instances().get(nginx.id())
                                : scene.web.instances().get(bare.id()));
            }
            calm();
            print(seed);
            scene.check("calm, seed " + seed);
            clear();
            scene.check("cleared, seed " + seed);
            assertTrue(scene.machine.vms().isEmpty(), "VMs left");
        } catch (AssertionError e) {
            throw new AssertionError("seed " + seed + "\n" + scene.fakes.dump(), e);
        } finally {
            scene.close();
        }
    }

    private void print(long seed) {
        List<String> ended = scene.room()
                .kernel()
                .read(
                        "test.ended",
                        tx -> tx.list(
                                "SELECT kind, state, COUNT(*) AS n FROM operation WHERE target_kind = 'VM'"
                                        + " GROUP BY kind, state"
                                        + " ORDER BY kind, state",
                                Map.of(),
                                (row, context) ->
                                        row.getString("kind") + " " + row.getString("state") + " " + row.getInt("n")));
        System.out.println("chaos " + seed + ": " + crashes + " crashes, " + ended);
    }

    private void act(Instance instance) {
        try {
            switch (chance.nextInt(14)) {
                case 0, 1 -> make(instance);
                case 2, 3, 4 -> any().ifPresent(vm -> watched(vm.powerOn()));
                case 5 -> any().ifPresent(vm -> watched(vm.powerOff(Duration.ofSeconds(chance.nextInt(5)))));
                case 6 -> any().ifPresent(vm -> watched(vm.suspend()));
                case 7 -> any().ifPresent(vm -> watched(chance.nextBoolean() ? vm.resume() : vm.reset()));
                case 8 -> any().ifPresent(vm -> watched(vm.delete()));
                case 9 -> any().ifPresent(vm -> guest(vm));
                case 10 -> scene.fakes.all().forEach(h -> h.faults().sometimes(0.05, chance.nextLong()));
                case 11 -> hosts();
                case 12 -> scene.plan().crashAt(scene.plan().count() + 1 + chance.nextInt(60), someTime());
                default -> scene.world.sleep(Duration.ofMillis(chance.nextInt(40_000)));
            }
            scene.world.sleep(Duration.ofMillis(chance.nextInt(50)));
        } catch (NodeCrashed e) {
            reopen();
        } catch (DosvmException e) {
            if (scene.plan().crashed()) {
                reopen();
            } else {
                assertTrue(!OUR_FAULT.contains(e.code()), () -> "not a proper refusal: " + e);
            }
        }
    }

    private void reopen() {
        crashes++;
        scene.reopen();
    }

    private void make(Instance instance) {
        if (made < 8) {
            made++;
            scene.web.vms().create("vm-" + made, v -> v.from(instance));
        }
    }

    private void watched(Operation<Vm> operation) {
        if (chance.nextInt(3) == 0) {
            operation.cancel();
        } else if (chance.nextInt(3) == 0) {
            operation.await(Duration.ofMillis(1 + chance.nextInt(30_000)));
        }
    }

    private void guest(Vm vm) {
        scene.fakes.all().forEach(host -> {
            if (chance.nextBoolean()) {
                host.guest(Scene.id(vm)).powersOff();
            } else {
                host.guest(Scene.id(vm)).crashes();
            }
        });
    }

    private void hosts() {
        switch (chance.nextInt(4)) {
            case 0 -> scene.machine.vanish();
            case 1 -> scene.machine.freeze();
            case 2 -> scene.machine.losePower();
            default -> quiet();
        }
    }

    private void quiet() {
        scene.machine.comeBack();
        scene.machine.thaw();
        scene.fakes.all().forEach(h -> h.faults().clear());
    }

    private When someTime() {
        return chance.nextBoolean() ? When.BEFORE : When.AFTER;
    }

    private Optional<Vm> any() {
        List<Vm> all = vms();
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(chance.nextInt(all.size())));
    }

    private List<Vm> vms() {
        List<Vm> all = new ArrayList<>();
        scene.web.vms().stream(q -> {}).forEach(s -> all.add(s.vm()));
        return all;
    }

    /** Everything answers again; what was begun comes to its end. */
    private void calm() {
        quiet();
        scene.plan().startCounting();
        if (scene.plan().crashed()) {
            reopen();
        }
        for (int i = 0; i < 3; i++) {
            scene.settle();
            scene.observe();
        }
    }

    private void clear() {
        for (Vm vm : vms()) {
            if (!scene.row(vm).state().deleting()) {
                vm.powerOff(Duration.ZERO).await(Scene.LONG);
            }
            vm.delete().await(Scene.LONG);
        }
    }
}
