package io.dosvm.testkit.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * Joins the hosts of a lab by two networks that nothing else can reach: {@code lab0} with an address per host, for
 * traffic between the hosts, and {@code data0} without any, to be put under a bridge of guests.
 */
final class LabSwitch {
    private static final String NETWORK = "10.77.0.";
    private static final int FIRST_HOST = 10;

    private final HostProcess process;

    private LabSwitch(HostProcess process) {
        this.process = process;
    }

    static LabSwitch start(Path lab, Path scripts, Deadline deadline) throws IOException {
        Path directory = Files.createDirectories(lab.resolve("switch"));
        Files.createDirectories(directory.resolve("log"));
        HostProcess process = HostProcess.launchSwitch(scripts, directory);
        process.awaitUp(deadline);
        return new LabSwitch(process);
    }

    static String address(int host) {
        return NETWORK + (FIRST_HOST + host);
    }

    /** Plugs a host in. Its ends of the cables vanish with its network namespace, ours with them. */
    void connect(int number, long hostPid) {
        String host = Long.toString(hostPid);
        for (String network : List.of("lab", "data")) {
            String here = network + "-h" + number;
            String there = network + "0";
            // the namespace of a host that was switched off may take a moment to go, and its cable with it
            nsenter(process.pid(), "ip", "link", "delete", here).run();
            in(process.pid(), "ip", "link", "add", here, "type", "veth", "peer", "name", there, "netns", host);
            in(process.pid(), "ip", "link", "set", here, "master", network, "up");
            in(hostPid, "ip", "link", "set", there, "up");
        }
        in(hostPid, "ip", "address", "add", address(number) + "/24", "dev", "lab0");
    }

    void close(Deadline deadline) {
        process.close();
        process.awaitEnd(deadline);
    }

    private static void in(long pid, String... command) {
        nsenter(pid, command).check();
    }

    private static Command nsenter(long pid, String... command) {
        List<String> all = new ArrayList<>(List.of("nsenter", "--target", Long.toString(pid), "--net", "--"));
        all.addAll(List.of(command));
        return Command.of(all);
    }
}
