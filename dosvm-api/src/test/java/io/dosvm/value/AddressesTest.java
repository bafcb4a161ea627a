package io.dosvm.value;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AddressesTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "localhost",
                "1.2.3",
                "1.2.3.4.5",
                "256.1.1.1",
                "01.2.3.4",
                "1.2.3.4/24",
                "",
                "::g",
                "1:2",
                "fe80::1%eth0"
            })
    void ipAddress_whatIsNone_isRefusedAndNeverResolved(String text) {
        assertThrows(IllegalArgumentException.class, () -> IpAddress.parse(text));
    }

    @Test
    void ipAddress_plus_carriesAndStaysInTheFamily() {
        assertEquals(IpAddress.parse("10.0.1.0"), IpAddress.parse("10.0.0.255").plus(1));
        assertEquals(IpAddress.parse("10.0.0.255"), IpAddress.parse("10.0.1.0").plus(-1));
        assertThrows(ArithmeticException.class, () -> IpAddress.parse("255.255.255.255")
                .plus(1));
        assertThrows(ArithmeticException.class, () -> IpAddress.parse("0.0.0.0").plus(-1));
        assertTrue(IpAddress.parse("9.9.9.9").compareTo(IpAddress.parse("200.0.0.1")) < 0);
        assertTrue(IpAddress.parse("200.0.0.1").compareTo(IpAddress.parse("::1")) < 0);
    }

    @Test
    void cidr_knowsWhatLiesInIt() {
        Cidr net = Cidr.parse("10.1.2.0/23");
        assertTrue(net.contains(IpAddress.parse("10.1.3.255")));
        assertFalse(net.contains(IpAddress.parse("10.1.4.0")));
        assertFalse(net.contains(IpAddress.parse("::ffff")));
        assertEquals(IpAddress.parse("10.1.3.255"), net.last());
        assertTrue(net.overlaps(Cidr.parse("10.1.3.128/25")));
        assertTrue(Cidr.parse("10.1.3.128/25").overlaps(net));
        assertFalse(net.overlaps(Cidr.parse("10.1.0.0/23")));
        assertEquals(IpAddress.parse("0.0.0.0"), Cidr.parse("0.0.0.0/0").network());
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.1/24", "10.0.0.0", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/", "::1/64", "/24"})
    void cidr_whatIsNone_isRefused(String text) {
        assertThrows(IllegalArgumentException.class, () -> Cidr.parse(text));
    }

    @Test
    void mac_readsAndWrites() {
        assertEquals("52:54:00:0a:0b:0c", MacAddress.parse("52:54:00:0A:0B:0C").toString());
        assertThrows(IllegalArgumentException.class, () -> MacAddress.parse("52:54:00:0a:0b"));
        assertThrows(IllegalArgumentException.class, () -> new MacAddress(1L << 48));
    }

    @Test
    void hostUri_tellsItsParts() {
        HostUri tls = HostUri.parse("qemu+tls://[fe80::1]:16514/system?pkipath=/etc/pki/x&no_verify");
        assertEquals("qemu", tls.driver());
        assertEquals("tls", tls.transport().orElseThrow());
        assertEquals("fe80::1", tls.host().orElseThrow());
        assertEquals(16514, tls.port().orElseThrow());
        assertEquals("/system", tls.path());
        assertEquals("/etc/pki/x", tls.parameters().get("pkipath"));
        assertEquals("", tls.parameters().get("no_verify"));
        assertEquals("lab", HostUri.parse("fake:lab").path());
        assertTrue(HostUri.parse("qemu:///system").host().isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "system", "qemu://u:secret@h/system", "qemu ://h", "//h/system"})
    void hostUri_whatIsNone_isRefused(String text) {
        IllegalArgumentException refused = assertThrows(IllegalArgumentException.class, () -> HostUri.parse(text));
        assertFalse(refused.getMessage().contains("secret"));
    }

    @Test
    void secret_isNeverShown() {
        Secret secret = Secret.of("hunter2");
        assertEquals("***", secret.toString());
        assertEquals(secret, Secret.of("hunter2"));
        assertEquals("hunter2", new String(secret.reveal()));
    }
}
