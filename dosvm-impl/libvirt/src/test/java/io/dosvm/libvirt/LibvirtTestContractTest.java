package io.dosvm.libvirt;

import io.dosvm.spi.HostDriverProvider;
import io.dosvm.spi.Runtime;
import io.dosvm.testkit.contract.ContractBench;
import io.dosvm.testkit.junit.DriverContractTests;
import io.dosvm.value.Cidr;
import io.dosvm.value.HostUri;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;

/** The driver keeps the contract on libvirt's test driver, as far as that one goes. */
@Tag("contract")
class LibvirtTestContractTest extends DriverContractTests {
    @Override
    protected ContractBench bench() {
        return new Bench();
    }

    private static final class Bench implements ContractBench {
        private final Runtime runtime = Runtime.system("contract");
        private final LibvirtProvider provider = new LibvirtProvider();
        private final AtomicInteger number = new AtomicInteger();

        @Override
        public HostDriverProvider provider() {
            return provider;
        }

        @Override
        public HostUri uri() {
            return HostUri.parse("test:///default");
        }

        @Override
        public HostUri nowhere() {
            return HostUri.parse("test:///no-such-file.xml");
        }

        @Override
        public Runtime runtime() {
            return runtime;
        }

        @Override
        public String newDirectory() {
            return "/contract/" + number.incrementAndGet();
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
        public Map<String, String> exemptions() {
            String inProcess =
                    "libvirt's test driver lives in this process: it cannot freeze and has no connection to lose";
            String noGuests = "libvirt's test driver runs no guests";
            return Map.of(
                    "HOST-11",
                    inProcess,
                    "END-05",
                    inProcess,
                    "EVENT-07",
                    inProcess,
                    "GUEST-01",
                    noGuests,
                    "RUN-05",
                    noGuests + ": a display gets no port",
                    "RUN-06",
                    noGuests + ": disks have no figures",
                    "RUN-12",
                    noGuests + ": nothing locks a file",
                    "VM-18",
                    noGuests + ": a missing file is not missed",
                    "POOL-06",
                    "libvirt's test driver keeps volumes in memory, with their pool");
        }

        @Override
        public void close() {
            runtime.close();
        }
    }
}
