package io.dosvm.libvirt;

import io.dosvm.spi.HostDriverProvider;
import io.dosvm.spi.Runtime;
import io.dosvm.spi.Storage.Format;
import io.dosvm.testkit.contract.ContractBench;
import io.dosvm.testkit.junit.DriverContractTests;
import io.dosvm.testkit.junit.NeedsLab;
import io.dosvm.testkit.lab.Lab;
import io.dosvm.testkit.lab.LabHost;
import io.dosvm.testkit.lab.TinyGuest;
import io.dosvm.value.ByteSize;
import io.dosvm.value.Cidr;
import io.dosvm.value.HostUri;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/** The driver keeps the contract on a real libvirtd with real QEMU. */
@NeedsLab
class LibvirtQemuContractTest extends DriverContractTests {
    @Override
    protected ContractBench bench() {
        return new Bench();
    }

    private static final class Bench implements ContractBench {
        private final Runtime runtime = Runtime.system("contract");
        private final LibvirtProvider provider = new LibvirtProvider();
        private final Lab lab = Lab.open(o -> o.directory(Path.of("target", "lab")));
        private final LabHost host = lab.host(1);
        private final Path guest =
                TinyGuest.image(Path.of("target", "guest-cache")).disk();
        private final AtomicInteger number = new AtomicInteger();

        @Override
        public HostDriverProvider provider() {
            return provider;
        }

        @Override
        public HostUri uri() {
            return HostUri.parse(host.uri().toString());
        }

        @Override
        public HostUri nowhere() {
            return HostUri.parse("qemu:///system?socket=" + host.directory().resolve("nowhere"));
        }

        @Override
        public Runtime runtime() {
            return runtime;
        }

        @Override
        public String newDirectory() {
            return host.images().resolve("contract-" + number.incrementAndGet()).toString();
        }

        @Override
        public Cidr newAddresses() {
            return Cidr.parse("10.88." + number.incrementAndGet() + ".0/24");
        }

        @Override
        public String newBridge() {
            return "contract" + number.incrementAndGet();
        }

        @Override
        public Optional<BootableImage> image() {
            try {
                return Optional.of(new BootableImage(
                        () -> Files.newInputStream(guest),
                        Files.size(guest),
                        Format.QCOW2,
                        ByteSize.mib(128),
                        Duration.ofSeconds(20)));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
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
                    host.crash();
                }

                @Override
                public void restore() {
                    host.awaitAnswer(Duration.ofSeconds(30));
                }
            });
        }

        @Override
        public void close() {
            runtime.close();
            lab.close();
        }
    }
}
