package io.dosvm.testkit.lab;

import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;

/** A program that opens a lab, runs a guest and a network in it, says where, and waits to be killed. */
final class LabHolder {
    private LabHolder() {}

    public static void main(String[] arguments) throws Exception {
        Path base = Path.of(arguments[0]);
        Lab lab = Lab.open(o -> o.hosts(2).directory(base));
        LabHost host = lab.host(1);
        Virsh virsh = new Virsh(host.uri().toString());
        Path network = host.images().resolve("net.xml");
        Files.writeString(network, Virsh.network("lan", "virbr9", "10.9.9", "52:54:00:09:00:05", "g5", "10.9.9.5"));
        virsh.run("net-create", network.toString());
        Path disk = host.images().resolve("empty.qcow2");
        Command.of("qemu-img", "create", "-q", "-f", "qcow2", disk.toString(), "1M")
                .check();
        Path guest = host.images().resolve("guest.xml");
        Files.writeString(
                guest,
                Virsh.guest("g", disk, "lan", "52:54:00:09:00:05", host.images().resolve("serial.log")));
        virsh.run("create", guest.toString());
        // an idle connection through a relay, which is a process of the outside
        LabForward forward = host.forwardLibvirtTcp();
        Socket idle =
                new Socket(forward.address().getAddress(), forward.address().getPort());
        idle.getOutputStream().flush();
        System.out.println(
                lab.directory() + " " + lab.host(1).pid() + " " + lab.host(2).pid());
        System.out.flush();
        System.in.transferTo(System.err);
    }
}
