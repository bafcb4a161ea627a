package io.dosvm.libvirt.binding;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.sun.jna.NativeLibrary;
import io.dosvm.spi.Call;
import io.dosvm.spi.Runtime;
import io.dosvm.value.HostUri;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** libvirt writes errors to file descriptor 2 by itself, past Java, unless it is kept from it. */
class QuietTest {
    private static final int CREATE_AND_WRITE = 0x241;
    private static final int STANDARD_ERROR = 2;

    @TempDir
    private Path directory;

    private static int libc(String function, Object... arguments) {
        return NativeLibrary.getProcess().getFunction(function).invokeInt(arguments);
    }

    @Test
    void errors_areThrown_andNotPrinted() throws Exception {
        Path written = directory.resolve("stderr");
        int file = libc("open", written.toString(), CREATE_AND_WRITE, 0600);
        int saved = libc("dup", STANDARD_ERROR);
        libc("dup2", file, STANDARD_ERROR);
        try (Runtime runtime = Runtime.system("quiet");
                HostLink link = new HostLink(
                        ConnectUri.of(HostUri.parse("test:///default")),
                        runtime,
                        Connection.KeepAlive.DEFAULT,
                        event -> {})) {
            Call call = Call.within(runtime, Duration.ofSeconds(20));
            Connection connection = link.control().connection(call);
            for (int i = 0; i < 20; i++) {
                assertThrows(
                        LibvirtException.class,
                        () -> connection.networks().byName("nobody", call).close());
            }
        } finally {
            libc("dup2", saved, STANDARD_ERROR);
            libc("close", saved);
            libc("close", file);
        }
        String text = Files.readString(written);
        assertFalse(text.contains("nobody") || text.contains("libvirt:"), text);
    }
}
