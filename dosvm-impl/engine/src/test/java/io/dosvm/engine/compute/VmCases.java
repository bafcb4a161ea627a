package io.dosvm.engine.compute;

import static io.dosvm.VersionCondition.ifVersion;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dosvm.Operation;
import io.dosvm.Vm;
import io.dosvm.VmStatus;
import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.value.PowerState;
import io.dosvm.value.RunState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** What is done with VMs. */
final class VmCases {
    private VmCases() {}

    static List<UseCase> all() {
        return List.of(
                UseCase.of("VM create", (scene, round) -> scene.vm(round).id())
                        .then(is(PowerState.OFF, RunState.OFF))
                        .cleared(UseCase::clearVm),
                UseCase.of("VM ensure", (scene, round) -> scene.web
                                .vms()
                                .ensure("nginx-" + round, v -> v.from(scene.nginx()))
                                .id())
                        .then(is(PowerState.OFF, RunState.OFF))
                        .cleared(UseCase::clearVm),
                UseCase.doing("VM edit", VmCases::edit)
                        .given(Scene::vm)
                        .then((scene, round) -> assertEquals(
                                "b", UseCase.vm(scene, round).status().description()))
                        .cleared(UseCase::clearVm),
                onVm("VM power on", Vm::powerOn).given(Scene::vm).then(is(PowerState.ON, RunState.RUNNING)),
                onVm("VM power off", Vm::powerOff)
                        .given((scene, round) -> {
                            scene.vm(round).powerOn().await(Scene.LONG);
                            scene.world.sleep(UseCase.BOOT);
                        })
                        .then(is(PowerState.OFF, RunState.OFF)),
                onVm("VM power off by force", vm -> vm.powerOff(Duration.ofSeconds(2)))
                        .given((scene, round) -> {
                            Vm vm = scene.vm(round);
                            scene.machine.guest(Scene.id(vm)).ignoresShutdown();
                            vm.powerOn().await(Scene.LONG);
                        })
                        .then(is(PowerState.OFF, RunState.OFF)),
                onVm("VM suspend", Vm::suspend).given(VmCases::running).then(is(PowerState.ON, RunState.SUSPENDED)),
                onVm("VM resume", Vm::resume)
                        .given((scene, round) -> {
                            running(scene, round);
                            UseCase.vm(scene, round).suspend().await(Scene.LONG);
                        })
                        .then(is(PowerState.ON, RunState.RUNNING)),
                onVm("VM reset", Vm::reset).given(VmCases::running).then(is(PowerState.ON, RunState.RUNNING)),
                onVm("VM reboot", Vm::reboot)
                        .given((scene, round) -> {
                            running(scene, round);
                            scene.world.sleep(UseCase.BOOT);
                        })
                        .then(is(PowerState.ON, RunState.RUNNING)),
                UseCase.doing("VM power on, cancelled", VmCases::cancelled)
                        .given(Scene::vm)
                        .then(VmCases::asWanted)
                        .cleared(UseCase::clearVm),
                UseCase.doing("VM goes down by itself", VmCases::goesDown)
                        .given(VmCases::running)
                        .then(is(PowerState.OFF, RunState.OFF))
                        .cleared(UseCase::clearVm),
                UseCase.doing("VM delete", VmCases::delete)
                        .given((scene, round) -> {
                            running(scene, round);
                            UseCase.vm(scene, round).powerOff(Duration.ZERO).await(Scene.LONG);
                        })
                        .then((scene, round) ->
                                assertEquals(Optional.empty(), scene.web.vms().find("nginx-" + round))));
    }

    private interface Verb {
        Operation<Vm> of(Vm vm);
    }

    private static UseCase onVm(String name, Verb verb) {
        return UseCase.doing(name, (scene, round) -> verb.of(UseCase.vm(scene, round))
                        .await(Scene.LONG))
                .cleared(UseCase::clearVm);
    }

    private static void running(Scene scene, int round) {
        scene.vm(round).powerOn().await(Scene.LONG);
    }

    private static void edit(Scene scene, int round) {
        Vm vm = UseCase.vm(scene, round);
        VmStatus now = vm.edit(v -> v.description("a"));
        vm.edit(v -> v.description("b"), ifVersion(now.version()));
    }

    private static void cancelled(Scene scene, int round) {
        try {
            UseCase.vm(scene, round).powerOn().cancel().await(Scene.LONG);
        } catch (DosvmException e) {
            if (e.code() != ErrorCode.CANCELLED) {
                throw e;
            }
        }
    }

    private static void asWanted(Scene scene, int round) {
        VmStatus now = UseCase.vm(scene, round).status();
        assertTrue(
                now.power() == PowerState.ON && now.run() == RunState.RUNNING
                        || now.power() == PowerState.OFF && now.run() == RunState.OFF,
                now.power() + " " + now.run());
    }

    private static void goesDown(Scene scene, int round) {
        Vm vm = UseCase.vm(scene, round);
        scene.machine.guest(Scene.id(vm)).powersOff();
        for (int i = 0; i < 60 && vm.status().run() != RunState.OFF; i++) {
            scene.world.sleep(UseCase.BOOT);
        }
        scene.settle();
    }

    private static void delete(Scene scene, int round) {
        scene.web.vms().find("nginx-" + round).ifPresent(vm -> vm.delete().await(Scene.LONG));
    }

    private static UseCase.Part is(PowerState power, RunState run) {
        return (scene, round) -> {
            VmStatus now = UseCase.vm(scene, round).status();
            assertEquals(power + " " + run, now.power() + " " + now.run());
        };
    }
}
