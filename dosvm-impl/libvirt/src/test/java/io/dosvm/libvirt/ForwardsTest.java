package io.dosvm.libvirt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.libvirt.xml.Element;
import io.dosvm.spi.Compute.NicDefinition;
import io.dosvm.spi.NicLink;
import io.dosvm.spi.NicLink.Forward;
import io.dosvm.value.IpAddress;
import io.dosvm.value.MacAddress;
import io.dosvm.value.Protocol;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ForwardsTest {
    private static final IpAddress LOOPBACK = IpAddress.parse("127.0.0.1");
    private static final MacAddress FIRST = MacAddress.parse("52:54:00:00:00:0a");
    private static final MacAddress SECOND = MacAddress.parse("52:54:00:00:00:0b");
    private static final Forward WEB = new Forward(Protocol.TCP, Optional.empty(), 8080);
    private static final Forward DNS = new Forward(Protocol.UDP, Optional.of(5353), 53);

    /** As QEMU 7.2 says it, with a connection that is open. */
    private static final String SAID = """
            Hub -1 (hostnet1):\r
              Protocol[State]    FD  Source Address  Port   Dest. Address  Port RecvQ SendQ\r
              TCP[ESTABLISHED]   21       127.0.0.1 38103       10.0.2.15  8080     0     0\r
              TCP[HOST_FORWARD]  17               * 22345       10.0.2.15  8080     0     0\r
            Hub -1 (hostnet0):\r
              Protocol[State]    FD  Source Address  Port   Dest. Address  Port RecvQ SendQ\r
              TCP[HOST_FORWARD]  16       127.0.0.1 38103       10.0.2.15  8080     0     0\r
              UDP[236 sec]       18       10.0.2.15 42451         9.9.9.9    53     0     0\r
              UDP[HOST_FORWARD]  18       127.0.0.1  5353       10.0.2.15    53     0     0\r
            """;

    @Test
    void whatQemuSaysIsRead_forwardsAlone_eachOfItsNic() {
        assertEquals(
                List.of(
                        new Forwards.Row("hostnet1", Protocol.TCP, IpAddress.parse("0.0.0.0"), 22345, 8080),
                        new Forwards.Row("hostnet0", Protocol.TCP, LOOPBACK, 38103, 8080),
                        new Forwards.Row("hostnet0", Protocol.UDP, LOOPBACK, 5353, 53)),
                Forwards.rows(SAID));
        assertEquals(List.of(), Forwards.rows(""));
    }

    @Test
    void whatADefinitionAsksForComesBackFromItsMetadata() {
        List<NicDefinition> nics = List.of(
                new NicDefinition(new NicLink.ToNetwork("lan"), MacAddress.parse("52:54:00:00:00:0c"), "virtio"),
                new NicDefinition(new NicLink.User(LOOPBACK, List.of(WEB, DNS)), FIRST, "virtio"),
                new NicDefinition(new NicLink.User(LOOPBACK, List.of(WEB)), SECOND, "e1000"));
        Element metadata =
                Element.of("metadata", m -> m.child(Forwards.element(nics).orElseThrow()));
        assertEquals(
                List.of(
                        new Forwards.Wanted(FIRST, LOOPBACK, WEB),
                        new Forwards.Wanted(FIRST, LOOPBACK, DNS),
                        new Forwards.Wanted(SECOND, LOOPBACK, WEB)),
                Forwards.in(Element.parse(metadata.xml())));
        assertEquals(Optional.empty(), Forwards.element(nics.subList(0, 1)), "nothing to say, nothing written");
        Element other = Element.parse(
                metadata.xml().replace("to=\"53\"", "to=\"domain\"").replace("'53'", "'domain'"));
        assertEquals(2, Forwards.in(other).size(), "what cannot be read is left out");
    }

    @Test
    void aNicIsFoundByItsAddress_andNamedAsQemuNamesIt() {
        String metadata = Forwards.element(
                        List.of(new NicDefinition(new NicLink.User(LOOPBACK, List.of(WEB, DNS)), FIRST, "virtio")))
                .orElseThrow()
                .xml();
        VmDocument live = VmDocument.parse("<domain type='qemu'><metadata>" + metadata + "</metadata><devices>"
                + "<interface type='network'><mac address='52:54:00:00:00:0b'/><alias name='net0'/></interface>"
                + "<interface type='user'><mac address='52:54:00:00:00:0A'/><alias name='ua-web'/></interface>"
                + "</devices></domain>");
        List<Forwards.Nic> nics = live.forwards();
        assertEquals(
                List.of("hostua-web"), nics.stream().map(Forwards.Nic::netdev).toList());
        assertEquals(
                List.of("tcp:127.0.0.1:0-:8080", "udp:127.0.0.1:5353-:53"),
                nics.get(0).wanted().stream().map(Forwards.Wanted::rule).toList());
    }

    @Test
    void refusalsAreTold_withThePort_orWhatQemuLacks() {
        Forwards.Wanted wanted = new Forwards.Wanted(FIRST, LOOPBACK, DNS);
        DosvmException taken =
                LibvirtForwards.refusal(wanted, "Could not set up host forwarding rule 'udp:127.0.0.1:5353-:53'");
        assertEquals(ErrorCode.IN_USE, taken.code());
        assertTrue(String.valueOf(taken.getMessage()).contains("udp 127.0.0.1:5353"), taken.toString());
        assertEquals(
                ErrorCode.CAPABILITY_MISSING,
                LibvirtForwards.refusal(wanted, "unknown command: 'hostfwd_add'")
                        .code());
        assertEquals(
                ErrorCode.DRIVER_FAILED,
                LibvirtForwards.refusal(wanted, "anything else").code());
        for (String said : List.of(
                "internal error: qemu unexpectedly closed the monitor: -netdev user,id=hostnet0: network backend"
                        + " 'user' is not compiled into this binary",
                "Parameter 'type' expects a net backend type (maybe it is not compiled into this binary)")) {
            DosvmException refusal = LibvirtForwards.withoutUserNetworking(said).orElseThrow();
            assertEquals(ErrorCode.CAPABILITY_MISSING, refusal.code());
            assertTrue(refusal.hint().contains("libslirp"), refusal.toString());
        }
        assertEquals(Optional.empty(), LibvirtForwards.withoutUserNetworking("internal error: cannot load kernel"));
    }
}
