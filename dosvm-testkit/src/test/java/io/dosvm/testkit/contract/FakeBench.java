package io.dosvm.testkit.contract;

import io.dosvm.spi.HostDriverProvider;
import io.dosvm.spi.Runtime;
import io.dosvm.spi.Storage.Format;
import io.dosvm.testkit.FakeHost;
import io.dosvm.testkit.FakeHosts;
import io.dosvm.testkit.VirtualWorld;
import io.dosvm.value.ByteSize;
import io.dosvm.value.Cidr;
import io.dosvm.value.HostUri;
import java.io.ByteArrayInputStream;
import java.time.Duration;
import java.util.Optional;

/** A fake host to try rules on, in virtual time or real. */
class FakeBench implements ContractBench {
    private final Optional<VirtualWorld> world;
    private final Runtime runtime;
    final FakeHosts hosts;
    final FakeHost host;
    private int number;

    /** In virtual time. */
    FakeBench(VirtualWorld world) {
        this.world = Optional.of(world);
        this.runtime = world.node("contract");
        this.hosts = new FakeHosts(world);
        this.host = hosts.host("lab");
    }

    /** In real time. */
    FakeBench(Runtime runtime) {
        this.world = Optional.empty();
        this.runtime = runtime;
        this.hosts = new FakeHosts();
        this.host = hosts.host("lab");
    }

    @Override
    public HostDriverProvider provider() {
        return hosts;
    }

    @Override
    public HostUri uri() {
        return HostUri.parse("fake:lab");
    }

    @Override
    public HostUri nowhere() {
        return HostUri.parse("fake:nowhere");
    }

    @Override
    public Runtime runtime() {
        return runtime;
    }

    @Override
    public Runtime runtime(String client) {
        return world.map(w -> w.node(client)).orElseGet(() -> Runtime.system(client));
    }

    @Override
    public String newDirectory() {
        return "/var/lib/contract/" + ++number;
    }

    @Override
    public Cidr newAddresses() {
        return Cidr.parse("10.77." + ++number + ".0/24");
    }

    @Override
    public String newBridge() {
        return "contract" + ++number;
    }

    @Override
    public void close() {
        world.ifPresentOrElse(VirtualWorld::close, runtime::close);
    }

    @Override
    public Optional<BootableImage> image() {
        byte[] bytes = new byte[1 << 20];
        bytes[510] = 0x55;
        bytes[511] = (byte) 0xAA;
        return Optional.of(new BootableImage(
                () -> new ByteArrayInputStream(bytes),
                bytes.length,
                Format.RAW,
                ByteSize.mib(128),
                Duration.ofSeconds(2)));
    }

    @Override
    public Optional<Freezer> freezer() {
        return Optional.of(new Freezer() {
            @Override
            public void freeze() {
                host.freeze();
            }

            @Override
            public void thaw() {
                host.thaw();
            }
        });
    }

    @Override
    public Optional<Cutter> cutter() {
        return Optional.of(new Cutter() {
            @Override
            public void cut() {
                host.vanish();
            }

            @Override
            public void restore() {
                host.comeBack();
            }
        });
    }
}
