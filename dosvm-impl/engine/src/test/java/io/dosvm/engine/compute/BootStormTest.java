package io.dosvm.engine.compute;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dosvm.Dosvm;
import io.dosvm.Instance;
import io.dosvm.Operation;
import io.dosvm.Project;
import io.dosvm.Store;
import io.dosvm.Vm;
import io.dosvm.spi.Compute;
import io.dosvm.spi.HostDriver;
import io.dosvm.spi.HostDriverProvider;
import io.dosvm.spi.Runtime;
import io.dosvm.spi.Verb;
import io.dosvm.testkit.FakeHosts;
import io.dosvm.testkit.VirtualWorld;
import io.dosvm.value.ByteSize;
import io.dosvm.value.HostUri;
import io.dosvm.value.RunState;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Everybody comes at eight: many VMs are powered on at once. */
class BootStormTest {
    private static final int VMS = 200;
    private static final List<String> HOSTS = List.of("one", "two");

    /** More starts of one node are not under way on a host at once. */
    private static final int AT_ONCE = 16;

    @TempDir
    Path folder;

    private final Map<String, Integer> now = new TreeMap<>();
    private final Map<String, Integer> most = new TreeMap<>();

    @Test
    void startsAreBounded_andSpread_andAllOfThemEnd() {
        try (VirtualWorld world = new VirtualWorld(8)) {
            FakeHosts fakes = new FakeHosts(world);
            for (String name : HOSTS) {
                fakes.host(name).cpus(64).memory(ByteSize.gib(512)).latency(Verb.VM_START, Duration.ofSeconds(2));
            }
            try (Dosvm dosvm = Dosvm.open(c -> c.store(Store.embedded(folder.resolve("store")))
                    .driver(new Counting(fakes))
                    .runtime(world.node("a")))) {
                HOSTS.forEach(name ->
                        dosvm.hosts().create(name, h -> h.uri("fake:" + name)).await(Scene.LONG));
                Project web = dosvm.projects().create("web", p -> {});
                Instance plain = web.instances().create("plain", i -> i.vcpus(1).memory(ByteSize.gib(1)));
                List<Vm> vms = new ArrayList<>();
                for (int i = 0; i < VMS; i++) {
                    vms.add(web.vms().create("vm" + i, v -> v.from(plain)));
                }
                List<Operation<Vm>> starts = vms.stream().map(Vm::powerOn).toList();
                starts.forEach(start -> start.await(Scene.LONG));
                vms.forEach(vm -> assertEquals(RunState.RUNNING, vm.status().run()));
                for (String name : HOSTS) {
                    int here = fakes.host(name).vms().size();
                    assertTrue(here > VMS * 2 / 5 && here < VMS * 3 / 5, name + " got " + here + " of " + VMS);
                    int atOnce = most.get("fake:" + name);
                    assertTrue(atOnce > 1 && atOnce <= AT_ONCE, "at once: " + most);
                }
            }
            assertEquals(List.of(), world.failures());
        }
    }

    private void count(String host, int change) {
        most.merge(host, now.merge(host, change, Integer::sum), Math::max);
    }

    /** Fake hosts whose starts under way are counted. One task runs at a time, so that plain maps do. */
    private final class Counting implements HostDriverProvider {
        private final FakeHosts fakes;

        Counting(FakeHosts fakes) {
            this.fakes = fakes;
        }

        @Override
        public String id() {
            return fakes.id();
        }

        @Override
        public boolean claims(HostUri uri) {
            return fakes.claims(uri);
        }

        @Override
        public HostDriver open(HostUri uri, Runtime runtime) {
            HostDriver driver = fakes.open(uri, runtime);
            return (HostDriver) Proxy.newProxyInstance(
                    HostDriver.class.getClassLoader(), new Class<?>[] {HostDriver.class}, (proxy, method, given) -> {
                        boolean start = given != null && given[0] instanceof Compute.Start;
                        count(uri.toString(), start ? 1 : 0);
                        try {
                            return method.invoke(driver, given);
                        } catch (InvocationTargetException e) {
                            throw e.getCause();
                        } finally {
                            count(uri.toString(), start ? -1 : 0);
                        }
                    });
        }
    }
}
