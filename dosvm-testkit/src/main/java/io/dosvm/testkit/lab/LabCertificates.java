package io.dosvm.testkit.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A certificate authority of one lab, with a certificate for each host and one for clients; valid for two days. */
final class LabCertificates {
    private static final String DAYS = "2";
    private static final List<String> NEW_KEY =
            List.of("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-noenc");

    private final Path directory;

    private LabCertificates(Path directory) {
        this.directory = directory;
    }

    static LabCertificates make(Path directory) throws IOException {
        LabCertificates made = new LabCertificates(Files.createDirectories(directory));
        List<String> authority = new ArrayList<>(List.of("req", "-x509", "-days", DAYS, "-subj", "/CN=lab authority"));
        authority.addAll(NEW_KEY);
        authority.addAll(List.of("-addext", "keyUsage=critical,keyCertSign"));
        made.openssl(authority, "-keyout", "cakey.pem", "-out", "cacert.pem");
        Files.createDirectories(made.client());
        made.sign(
                "client",
                "DNS:client",
                made.client().resolve("clientkey.pem"),
                made.client().resolve("clientcert.pem"));
        Files.copy(made.authority(), made.client().resolve("cacert.pem"));
        return made;
    }

    /** Files named as libvirt clients want them: {@code cacert.pem}, {@code clientcert.pem}, {@code clientkey.pem}. */
    Path client() {
        return directory.resolve("client");
    }

    Path authority() {
        return directory.resolve("cacert.pem");
    }

    void forHost(int number, Path key, Path certificate) throws IOException {
        String names = "DNS:h%s,DNS:localhost,IP:127.0.0.1,IP:%s".formatted(number, LabSwitch.address(number));
        sign("h" + number, names, key, certificate);
    }

    private void sign(String name, String alternatives, Path key, Path certificate) throws IOException {
        Path request = directory.resolve(name + ".csr");
        Path extensions = directory.resolve(name + ".ext");
        Files.writeString(extensions, """
                subjectAltName=%s
                keyUsage=critical,digitalSignature,keyEncipherment
                extendedKeyUsage=serverAuth,clientAuth
                """.formatted(alternatives));
        List<String> ask = new ArrayList<>(List.of("req", "-subj", "/O=lab/CN=" + name));
        ask.addAll(NEW_KEY);
        openssl(ask, "-keyout", key.toString(), "-out", request.toString());
        openssl(
                List.of("x509", "-req", "-days", DAYS, "-CA", "cacert.pem", "-CAkey", "cakey.pem", "-CAcreateserial"),
                "-in",
                request.toString(),
                "-extfile",
                extensions.toString(),
                "-out",
                certificate.toString());
    }

    private void openssl(List<String> first, String... more) {
        List<String> command = new ArrayList<>(List.of("openssl"));
        command.addAll(first);
        command.addAll(List.of(more));
        Command.of(command).in(directory).check();
    }
}
