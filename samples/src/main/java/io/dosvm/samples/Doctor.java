package io.dosvm.samples;

import io.dosvm.spi.Call;
import io.dosvm.spi.Finding;
import io.dosvm.spi.HostDrivers;
import io.dosvm.spi.Runtime;
import io.dosvm.value.HostUri;
import java.time.Duration;
import java.util.List;

/** Says what would keep VMs from running on a host, each with its fix: {@code samples/run doctor URI}. */
final class Doctor {
    private static final Duration DEADLINE = Duration.ofMinutes(2);

    private Doctor() {}

    static int run(String... arguments) {
        if (arguments.length != 1) {
            System.err.println("usage: samples/run doctor URI   for example qemu:///system");
            return 2;
        }
        HostUri uri = HostUri.parse(arguments[0]);
        try (Runtime runtime = Runtime.system("doctor")) {
            List<Finding> findings =
                    HostDrivers.of(List.of()).require(uri).diagnose(uri, runtime, Call.within(runtime, DEADLINE));
            for (Finding finding : findings) {
                System.out.printf("%-8s %-20s %s%n", finding.verdict(), finding.what(), finding.seen());
                if (!finding.fix().isEmpty()) {
                    System.out.printf("%-8s %-20s fix: %s%n", "", "", finding.fix());
                }
            }
            return findings.stream().anyMatch(f -> f.verdict() == Finding.Verdict.BAD) ? 1 : 0;
        }
    }
}
