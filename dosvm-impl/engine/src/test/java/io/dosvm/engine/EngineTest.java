package io.dosvm.engine;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dosvm.Dosvm;
import io.dosvm.Store;
import io.dosvm.Vm;
import io.dosvm.testkit.FakeHosts;
import io.dosvm.value.PowerState;
import io.dosvm.value.RunState;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EngineTest {
    @TempDir
    Path folder;

    @Test
    void aVmIsMadeStartedStoppedAndDeleted() {
        FakeHosts hosts = new FakeHosts();
        hosts.host("one");
        try (Dosvm dosvm = Dosvm.open(
                c -> c.store(Store.embedded(folder)).name("smoke").driver(hosts))) {
            SmallCloud cloud = SmallCloud.ensure(dosvm, "fake:one");
            Vm vm = cloud.vm("first");
            vm.powerOn().await(Duration.ofSeconds(30));
            assertEquals(RunState.RUNNING, vm.status().run());
            vm.powerOff().await(Duration.ofSeconds(60));
            assertEquals(PowerState.OFF, vm.status().power());
            vm.delete().await(Duration.ofSeconds(30));
            assertEquals(0, cloud.project().vms().list(q -> {}).items().size());
        }
    }
}
