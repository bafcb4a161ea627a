package io.dosvm.engine.compute;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dosvm.Vm;
import io.dosvm.VmStatus;
import io.dosvm.error.NotFoundException;
import io.dosvm.value.PowerState;
import io.dosvm.value.RunState;
import java.time.Duration;

/** What is done with a VM, with what goes before, and what must be so when it has been done, once or again. */
enum UseCase {
    CREATE {
        @Override
        void act(Scene scene, int round) {
            scene.vm(round);
        }

        @Override
        void verify(Scene scene, int round) {
            expect(scene, round, PowerState.OFF, RunState.OFF);
        }
    },
    POWER_ON {
        @Override
        void prepare(Scene scene, int round) {
            scene.vm(round);
        }

        @Override
        void act(Scene scene, int round) {
            vm(scene, round).powerOn().await(Scene.LONG);
        }

        @Override
        void verify(Scene scene, int round) {
            expect(scene, round, PowerState.ON, RunState.RUNNING);
        }
    },
    POWER_OFF {
        @Override
        void prepare(Scene scene, int round) {
            scene.vm(round).powerOn().await(Scene.LONG);
            scene.world.sleep(UseCase.BOOT);
        }

        @Override
        void act(Scene scene, int round) {
            vm(scene, round).powerOff().await(Scene.LONG);
        }

        @Override
        void verify(Scene scene, int round) {
            expect(scene, round, PowerState.OFF, RunState.OFF);
        }
    },
    POWER_OFF_BY_FORCE {
        @Override
        void prepare(Scene scene, int round) {
            Vm vm = scene.vm(round);
            scene.machine.guest(Scene.id(vm)).ignoresShutdown();
            vm.powerOn().await(Scene.LONG);
        }

        @Override
        void act(Scene scene, int round) {
            vm(scene, round).powerOff(Duration.ofSeconds(2)).await(Scene.LONG);
        }

        @Override
        void verify(Scene scene, int round) {
            expect(scene, round, PowerState.OFF, RunState.OFF);
        }
    },
    SUSPEND {
        @Override
        void prepare(Scene scene, int round) {
            scene.vm(round).powerOn().await(Scene.LONG);
        }

        @Override
        void act(Scene scene, int round) {
            vm(scene, round).suspend().await(Scene.LONG);
        }

        @Override
        void verify(Scene scene, int round) {
            expect(scene, round, PowerState.ON, RunState.SUSPENDED);
        }
    },
    RESUME {
        @Override
        void prepare(Scene scene, int round) {
            Vm vm = scene.vm(round);
            vm.powerOn().await(Scene.LONG);
            vm.suspend().await(Scene.LONG);
        }

        @Override
        void act(Scene scene, int round) {
            vm(scene, round).resume().await(Scene.LONG);
        }

        @Override
        void verify(Scene scene, int round) {
            expect(scene, round, PowerState.ON, RunState.RUNNING);
        }
    },
    RESET {
        @Override
        void prepare(Scene scene, int round) {
            scene.vm(round).powerOn().await(Scene.LONG);
        }

        @Override
        void act(Scene scene, int round) {
            vm(scene, round).reset().await(Scene.LONG);
        }

        @Override
        void verify(Scene scene, int round) {
            expect(scene, round, PowerState.ON, RunState.RUNNING);
        }
    },
    GOES_DOWN_BY_ITSELF {
        @Override
        void prepare(Scene scene, int round) {
            scene.vm(round).powerOn().await(Scene.LONG);
        }

        @Override
        void act(Scene scene, int round) {
            scene.machine.guest(Scene.id(vm(scene, round))).powersOff();
            scene.world.sleep(UseCase.BOOT);
            scene.settle();
        }

        @Override
        void verify(Scene scene, int round) {
            expect(scene, round, PowerState.OFF, RunState.OFF);
        }
    },
    DELETE {
        @Override
        void prepare(Scene scene, int round) {
            Vm vm = scene.vm(round);
            vm.powerOn().await(Scene.LONG);
            vm.powerOff(Duration.ZERO).await(Scene.LONG);
        }

        @Override
        void act(Scene scene, int round) {
            if (there(scene, round)) {
                vm(scene, round).delete().await(Scene.LONG);
            }
        }

        @Override
        void verify(Scene scene, int round) {
            assertEquals(false, there(scene, round), "the VM is gone");
        }
    };

    /** More than a guest takes to come up, and its host to tell that it went down. */
    private static final Duration BOOT = Duration.ofSeconds(1);

    /** Brings about what the use case begins with. */
    void prepare(Scene scene, int round) {}

    /** Does it; what was done already is fine. */
    abstract void act(Scene scene, int round);

    /** What is so afterwards. */
    abstract void verify(Scene scene, int round);

    /** Takes everything away again. */
    static void clear(Scene scene, int round) {
        if (there(scene, round)) {
            Vm vm = vm(scene, round);
            vm.powerOff(Duration.ZERO).await(Scene.LONG);
            vm.delete().await(Scene.LONG);
        }
    }

    static Vm vm(Scene scene, int round) {
        return scene.web.vms().require("nginx-" + round);
    }

    static boolean there(Scene scene, int round) {
        try {
            vm(scene, round);
            return true;
        } catch (NotFoundException e) {
            return false;
        }
    }

    private static void expect(Scene scene, int round, PowerState power, RunState run) {
        VmStatus now = vm(scene, round).status();
        assertEquals(power + " " + run, now.power() + " " + now.run());
    }
}
