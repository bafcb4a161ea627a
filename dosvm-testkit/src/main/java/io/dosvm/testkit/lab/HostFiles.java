package io.dosvm.testkit.lab;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** Lays out the directory of one host and writes its configuration. */
final class HostFiles {
    private static final int SOCKET_PATH_LIMIT = 107;
    private static final Path BUILT_IN_FILTERS = Path.of("/usr/share/libvirt/nwfilter");

    private HostFiles() {}

    /** The scripts that run a host, copied out of this jar. */
    static void writeScripts(Path directory) throws IOException {
        Files.createDirectories(directory);
        for (String name : List.of("host-keeper.sh", "host-init.sh", "switch-init.sh")) {
            try (InputStream script = HostFiles.class.getResourceAsStream(name)) {
                if (script == null) {
                    throw new IOException("no resource " + name);
                }
                Files.copy(script, directory.resolve(name), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    static Path socket(Path host) {
        return host.resolve("run/libvirt-sock");
    }

    static void write(Path host, int number, boolean kvmHidden, Optional<LabCertificates> certificates)
            throws IOException {
        checkSocketPath(socket(host));
        for (String name : List.of("etc/qemu/networks", "etc/nwfilter", "run", "log/qemu", "cache/qemu", "swtpm")) {
            Files.createDirectories(host.resolve(name));
        }
        for (String name : List.of("boot", "dnsmasq", "images", "qemu", "swtpm")) {
            Files.createDirectories(host.resolve("lib").resolve(name));
        }
        Files.createDirectories(host.resolve("images"));
        copyFilters(host.resolve("etc/nwfilter"));
        String tls = "";
        if (certificates.isPresent()) {
            tls = """
                    key_file = "%s"
                    cert_file = "%s"
                    ca_file = "%s"
                    """.formatted(
                            host.resolve("etc/serverkey.pem"),
                            host.resolve("etc/servercert.pem"),
                            certificates.get().authority());
            certificates.get().forHost(number, host.resolve("etc/serverkey.pem"), host.resolve("etc/servercert.pem"));
        }
        write(
                host.resolve("etc/libvirtd.conf"),
                """
                listen_tls = %s
                listen_tcp = 1
                listen_addr = "0.0.0.0"
                auth_tcp = "none"
                auth_unix_rw = "none"
                auth_unix_ro = "none"
                unix_sock_rw_perms = "0700"
                unix_sock_ro_perms = "0700"
                host_uuid = "%s"
                log_filters = "3:remote 3:rpc 3:event 3:util.json 3:util.object"
                log_outputs = "2:file:/var/log/libvirt/libvirtd.log"
                """.formatted(certificates.isPresent() ? "1" : "0", UUID.randomUUID()) + tls);
        write(host.resolve("etc/qemu.conf"), """
                user = "root"
                group = "root"
                dynamic_ownership = 0
                remember_owner = 0
                security_driver = "none"
                stdio_handler = "file"
                namespaces = []
                migration_host = "%s"
                """.formatted(LabSwitch.address(number)));
        StringBuilder names = new StringBuilder("127.0.0.1 localhost\n::1 localhost\n");
        for (int each = 1; each <= LabOptions.MAX_HOSTS; each++) {
            names.append(LabSwitch.address(each)).append(" h").append(each).append('\n');
        }
        write(host.resolve("hosts"), names.toString());
        if (kvmHidden) {
            Path none = host.resolve("no-kvm");
            write(none, "");
            Files.setPosixFilePermissions(none, PosixFilePermissions.fromString("---------"));
        }
    }

    private static void checkSocketPath(Path socket) {
        int length = socket.toString().getBytes(StandardCharsets.UTF_8).length;
        if (length > SOCKET_PATH_LIMIT) {
            throw new LabException(
                    "the directory of the lab is too long: %s has %d bytes, a socket's path has at most %d"
                            .formatted(socket, length, SOCKET_PATH_LIMIT));
        }
    }

    private static void copyFilters(Path target) throws IOException {
        if (!Files.isDirectory(BUILT_IN_FILTERS)) {
            return; // a package of its own, which a host can do without
        }
        try (DirectoryStream<Path> filters = Files.newDirectoryStream(BUILT_IN_FILTERS, "*.xml")) {
            for (Path filter : filters) {
                Files.copy(filter, target.resolve(filter.getFileName()), StandardCopyOption.REPLACE_EXISTING);
            }
        }
    }

    private static void write(Path file, String text) throws IOException {
        Files.writeString(file, text);
    }
}
