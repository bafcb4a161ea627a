package io.dosvm.libvirt.binding;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.dosvm.libvirt.binding.LibvirtException.Reason;
import io.dosvm.spi.Call;
import io.dosvm.spi.Runtime;
import io.dosvm.testkit.junit.NeedsLab;
import io.dosvm.testkit.lab.Lab;
import io.dosvm.testkit.lab.LabForward;
import io.dosvm.value.HostUri;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** TLS to a real libvirtd, and what is said where it cannot be. */
@NeedsLab
class TlsTest {
    @TempDir
    private Path noCertificates;

    private final Runtime runtime = Runtime.system("tls");

    @AfterEach
    void close() {
        runtime.close();
    }

    @Test
    void connects_withItsCertificates_andNamesTlsWithoutThem() {
        try (Lab lab = Lab.open(o -> o.tls().directory(Path.of("target", "lab")));
                LabForward forward = lab.host(1).forwardLibvirtTls()) {
            String uri = "qemu+tls://127.0.0.1:" + forward.address().getPort() + "/system?pkipath=";
            Call call = Call.within(runtime, Duration.ofSeconds(30));
            try (HostLink link = link(uri + lab.tlsClientDirectory())) {
                assertEquals("QEMU", link.control().connection(call).node().type(call));
            }
            try (HostLink link = link(uri + noCertificates)) {
                LibvirtException refused = assertThrows(
                        LibvirtException.class, () -> link.control().connection(call));
                assertEquals(Reason.CONNECT_TLS, refused.reason(), refused.getMessage());
            }
        }
    }

    private HostLink link(String uri) {
        return new HostLink(ConnectUri.of(HostUri.parse(uri)), runtime, Connection.KeepAlive.DEFAULT, event -> {});
    }
}
