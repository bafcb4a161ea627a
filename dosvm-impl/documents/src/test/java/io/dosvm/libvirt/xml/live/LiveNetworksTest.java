package io.dosvm.libvirt.xml.live;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.dosvm.libvirt.xml.Change;
import io.dosvm.libvirt.xml.Change.Applies;
import io.dosvm.libvirt.xml.Diff;
import io.dosvm.libvirt.xml.Element;
import io.dosvm.libvirt.xml.IpAddress;
import io.dosvm.libvirt.xml.MacAddress;
import io.dosvm.libvirt.xml.network.Dhcp;
import io.dosvm.libvirt.xml.network.Dns;
import io.dosvm.libvirt.xml.network.Forward;
import io.dosvm.libvirt.xml.network.ForwardMode;
import io.dosvm.libvirt.xml.network.Network;
import io.dosvm.libvirt.xml.network.SrvProtocol;
import io.dosvm.testkit.junit.NeedsLab;
import io.dosvm.testkit.lab.CommandResult;
import io.dosvm.testkit.lab.Lab;
import io.dosvm.testkit.lab.LabHost;
import io.dosvm.testkit.lab.LabRequirements;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What a difference says of when a change takes effect is what libvirt does with networks that are up. */
@NeedsLab
class LiveNetworksTest {
    private static final String NAT = """
            <network><name>net</name><forward mode='nat'/><bridge name='vnet-br'/>
            <dns><host ip='10.9.0.5'><hostname>five</hostname></host></dns>
            <ip address='10.9.0.1' prefix='24'><dhcp><range start='10.9.0.100' end='10.9.0.150'/></dhcp></ip></network>
            """;
    private static final String MACVTAP = """
            <network><name>net</name><forward mode='bridge'><interface dev='lab-a'/></forward>
            <portgroup name='first'/></network>
            """;

    /** One change, and the words of {@code net-update} that make it, three for each call: what, where, XML. */
    private record Attempt(Consumer<Network.Builder> edit, List<String> update) {}

    private static Attempt attempt(Consumer<Network.Builder> edit, String... update) {
        return new Attempt(edit, List.of(update));
    }

    private static final List<Attempt> LIVE = List.of(
            attempt(
                    dhcp(d -> d.host(
                            h -> h.mac(MacAddress.of("52:54:00:00:00:07")).ip(IpAddress.of("10.9.0.7")))),
                    "add",
                    "ip-dhcp-host",
                    "<host mac='52:54:00:00:00:07' ip='10.9.0.7'/>"),
            attempt(
                    dhcp(d -> d.edit(Dhcp::hosts, h -> true, h -> h.ip(IpAddress.of("10.9.0.8")))),
                    "modify",
                    "ip-dhcp-host",
                    "<host mac='52:54:00:00:00:07' ip='10.9.0.8'/>"),
            attempt(
                    dhcp(d -> d.remove(Dhcp::hosts, h -> true)),
                    "delete",
                    "ip-dhcp-host",
                    "<host mac='52:54:00:00:00:07'/>"),
            attempt(
                    dhcp(d -> d.range(r -> r.start(IpAddress.of("10.9.0.200")).end(IpAddress.of("10.9.0.210")))),
                    "add",
                    "ip-dhcp-range",
                    "<range start='10.9.0.200' end='10.9.0.210'/>"),
            attempt(
                    dhcp(d ->
                            d.remove(Dhcp::ranges, r -> r.start().orElseThrow().equals(IpAddress.of("10.9.0.200")))),
                    "delete",
                    "ip-dhcp-range",
                    "<range start='10.9.0.200' end='10.9.0.210'/>"),
            attempt(
                    n -> n.dns(d -> d.host(h -> h.ip(IpAddress.of("10.9.0.6")).hostname("six"))),
                    "add",
                    "dns-host",
                    "<host ip='10.9.0.6'><hostname>six</hostname></host>"),
            attempt(
                    n -> n.dns(d -> d.edit(
                            Dns::hosts,
                            h -> h.ip().orElseThrow().equals(IpAddress.of("10.9.0.6")),
                            h -> h.hostname("more"))),
                    "delete",
                    "dns-host",
                    "<host ip='10.9.0.6'/>",
                    "add",
                    "dns-host",
                    "<host ip='10.9.0.6'><hostname>six</hostname><hostname>more</hostname></host>"),
            attempt(n -> n.dns(d -> d.txt(t -> t.name("t").value("v"))), "add", "dns-txt", "<txt name='t' value='v'/>"),
            attempt(n -> n.dns(d -> d.remove(Dns::txts, t -> true)), "delete", "dns-txt", "<txt name='t'/>"),
            attempt(
                    n -> n.dns(d -> d.srv(s -> s.service("s")
                            .protocol(SrvProtocol.TCP)
                            .target("five")
                            .port(80))),
                    "add",
                    "dns-srv",
                    "<srv service='s' protocol='tcp' target='five' port='80'/>"),
            attempt(
                    n -> n.dns(d -> d.remove(Dns::srvs, s -> true)),
                    "delete",
                    "dns-srv",
                    "<srv service='s' protocol='tcp'/>"));

    private static final List<Attempt> LIVE_INTERFACES = List.of(
            attempt(
                    n -> n.forward(f -> f.port(i -> i.dev("lab-b"))),
                    "add",
                    "forward-interface",
                    "<interface dev='lab-b'/>"),
            attempt(
                    n -> n.forward(f -> f.remove(
                            Forward::interfaces, i -> i.dev().orElse("").equals("lab-b"))),
                    "delete",
                    "forward-interface",
                    "<interface dev='lab-b'/>"),
            attempt(n -> n.portgroup(p -> p.name("second")), "add", "portgroup", "<portgroup name='second'/>"),
            attempt(
                    n -> n.edit(Network::portgroups, p -> p.name().orElse("").equals("second"), p -> p.isDefault(true)),
                    "modify",
                    "portgroup",
                    "<portgroup name='second' default='yes'/>"),
            attempt(
                    n -> n.remove(Network::portgroups, p -> p.name().orElse("").equals("second")),
                    "delete",
                    "portgroup",
                    "<portgroup name='second'/>"));

    private static final List<Attempt> NEXT_START = List.of(
            attempt(n -> n.bridge(b -> b.name("other-br")), "modify", "bridge", "<bridge name='other-br'/>"),
            attempt(n -> n.bridge(b -> b.stp(false))),
            attempt(n -> n.mtu(m -> m.size(1400))),
            attempt(n -> n.mac(m -> m.address(MacAddress.of("52:54:00:00:00:77")))),
            attempt(n -> n.forward(f -> f.mode(ForwardMode.ROUTE))),
            attempt(n -> n.domain(d -> d.name("lab.example")), "modify", "domain", "<domain name='lab.example'/>"),
            attempt(n -> n.dns(d -> d.forwarder(f -> f.addr(IpAddress.of("10.9.0.3"))))),
            attempt(n -> n.metadata(m -> m.foreign(Element.parse("<k:x xmlns:k='urn:k'/>")))),
            attempt(
                    n -> n.ip(i -> i.address(IpAddress.of("10.10.0.1")).prefix(24)),
                    "add",
                    "ip",
                    "<ip address='10.10.0.1' prefix='24'/>"),
            attempt(n ->
                    n.route(r -> r.address(IpAddress.of("10.11.0.0")).prefix(24).gateway(IpAddress.of("10.9.0.9")))));

    private static Consumer<Network.Builder> dhcp(Consumer<Dhcp.Builder> edit) {
        return n -> n.edit(Network::ips, i -> true, i -> i.dhcp(edit));
    }

    @Test
    void changesOfANetwork() throws IOException {
        assumeTrue(LabRequirements.hasFile(Path.of("/usr/bin/virsh"), "libvirt-clients"), "needs libvirt-clients");
        try (Lab lab = Lab.open(o -> o.directory(Path.of("target", "lab")))) {
            LabHost host = lab.host(1);
            assertEquals(
                    0,
                    host.exec("ip", "link", "add", "lab-a", "type", "veth", "peer", "name", "lab-b")
                            .code());
            List<String> wrong = new ArrayList<>();
            up(host, Network.parse(MACVTAP));
            LIVE_INTERFACES.forEach(a -> isLive(host, a, wrong));
            must(host, "net-destroy", "net");
            must(host, "net-undefine", "net");
            up(host, Network.parse(NAT));
            LIVE.forEach(a -> isLive(host, a, wrong));
            isNextStart(host, wrong);
            Network stored = dump(host, "--inactive");
            Network renamed = stored.edit(n -> n.name("other"));
            Network another = stored.edit(n -> n.uuid(UUID.fromString("5e1b9e5c-9a41-4e3b-8a49-3a1b41d5b0ac")));
            for (Network refused : List.of(renamed, another)) {
                assertEquals(
                        List.of(Applies.RECREATE),
                        Diff.between(stored, refused).stream()
                                .map(Change::applies)
                                .toList());
                assertNotEquals(
                        0, virsh(host, "net-define", file(host, refused)).code());
            }
            assertEquals(List.of(), wrong);
        }
    }

    private static void up(LabHost host, Network network) {
        must(host, "net-define", file(host, network));
        must(host, "net-start", "net");
    }

    private static void isLive(LabHost host, Attempt attempt, List<String> wrong) {
        Network before = dump(host);
        Network after = before.edit(attempt.edit);
        List<Change> changes = Diff.between(before, after);
        if (changes.isEmpty() || changes.stream().anyMatch(c -> c.applies() != Applies.LIVE)) {
            wrong.add("the answer is " + changes);
            return;
        }
        for (int i = 0; i < attempt.update.size(); i += 3) {
            List<String> words = attempt.update.subList(i, i + 3);
            CommandResult result = virsh(host, "net-update", "net", words.get(0), words.get(1), words.get(2), "--live");
            if (result.code() != 0) {
                wrong.add(words + ": " + result.err());
            }
        }
        Diff.between(dump(host), after).forEach(c -> wrong.add("after the call: " + c));
    }

    private static void isNextStart(LabHost host, List<String> wrong) {
        Network before = dump(host);
        Network stored = dump(host, "--inactive");
        Network asked = stored;
        for (Attempt attempt : NEXT_START) {
            List<Change> changes = Diff.between(before, before.edit(attempt.edit));
            if (changes.isEmpty() || changes.stream().anyMatch(c -> c.applies() != Applies.NEXT_START)) {
                wrong.add("the answer is " + changes);
            }
            for (int i = 0; i < attempt.update.size(); i += 3) {
                List<String> words = attempt.update.subList(i, i + 3);
                if (virsh(host, "net-update", "net", words.get(0), words.get(1), words.get(2), "--live")
                                .code()
                        == 0) {
                    wrong.add("libvirt does it live: " + words);
                }
            }
            must(host, "net-define", file(host, stored.edit(attempt.edit)));
            asked = asked.edit(attempt.edit);
        }
        must(host, "net-define", file(host, asked));
        if (!Diff.between(before, dump(host)).isEmpty()) {
            wrong.add("a definition changed what is up: " + Diff.between(before, dump(host)));
        }
        must(host, "net-destroy", "net");
        must(host, "net-start", "net");
        Diff.between(dump(host), asked).forEach(c -> wrong.add("after the start: " + c));
    }

    private static Network dump(LabHost host, String... more) {
        String[] words =
                Stream.concat(Stream.of("net-dumpxml", "net"), Stream.of(more)).toArray(String[]::new);
        return Network.parse(must(host, words).out());
    }

    private static String file(LabHost host, Network network) {
        try {
            return Files.writeString(host.images().resolve("network.xml"), network.xml())
                    .toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static CommandResult must(LabHost host, String... words) {
        CommandResult result = virsh(host, words);
        assertEquals(0, result.code(), () -> String.join(" ", words) + ": " + result.err());
        return result;
    }

    private static CommandResult virsh(LabHost host, String... words) {
        return host.exec(
                Stream.concat(Stream.of("virsh", "--quiet"), Stream.of(words)).toArray(String[]::new));
    }
}
