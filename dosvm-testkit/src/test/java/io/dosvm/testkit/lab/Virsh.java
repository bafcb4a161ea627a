package io.dosvm.testkit.lab;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** libvirt's own client, as a second opinion on the hosts. */
final class Virsh {
    private final String uri;

    Virsh(String uri) {
        this.uri = uri;
    }

    String run(String... arguments) {
        List<String> all = new ArrayList<>(List.of("virsh", "--quiet", "--connect", uri));
        all.addAll(List.of(arguments));
        return Command.of(all).within(Duration.ofSeconds(30)).check().strip();
    }

    /** A NAT network without spanning tree and without dnsmasq's ping before an offer: seconds saved per guest. */
    static String network(String name, String bridge, String prefix, String mac, String host, String address) {
        return """
                <network xmlns:dnsmasq='http://libvirt.org/schemas/network/dnsmasq/1.0'>
                  <name>%s</name>
                  <forward mode='nat'/>
                  <bridge name='%s' stp='off' delay='0'/>
                  <mac address='52:54:00:50:00:01'/>
                  <ip address='%s.1' netmask='255.255.255.0'>
                    <dhcp>
                      <range start='%s.100' end='%s.200'/>
                      <host mac='%s' name='%s' ip='%s'/>
                    </dhcp>
                  </ip>
                  <dnsmasq:options><dnsmasq:option value='no-ping'/></dnsmasq:options>
                </network>
                """.formatted(name, bridge, prefix, prefix, prefix, mac, host, address);
    }

    static String guest(String name, Path disk, String network, String mac, Path serialLog) {
        return """
                <domain type='qemu'>
                  <name>%s</name>
                  <memory unit='MiB'>96</memory>
                  <os><type arch='x86_64' machine='q35'>hvm</type><boot dev='hd'/></os>
                  <features><acpi/><apic/><tcg><tb-cache unit='MiB'>16</tb-cache></tcg></features>
                  <cpu mode='custom' match='exact' check='none'><model fallback='forbid'>Nehalem</model></cpu>
                  <devices>
                    <disk type='file' device='disk'>
                      <driver name='qemu' type='qcow2'/><source file='%s'/><target dev='vda' bus='virtio'/>
                    </disk>
                    <interface type='network'>
                      <mac address='%s'/><source network='%s'/><model type='virtio'/>
                    </interface>
                    <serial type='pty'><log file='%s' append='on'/><target port='0'/></serial>
                    <controller type='usb' model='none'/>
                    <memballoon model='none'/>
                  </devices>
                </domain>
                """.formatted(name, disk, mac, network, serialLog);
    }
}
