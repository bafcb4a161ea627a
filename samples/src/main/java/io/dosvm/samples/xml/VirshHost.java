package io.dosvm.samples.xml;

import io.dosvm.libvirt.xml.domain.Domain;
import io.dosvm.libvirt.xml.install.InstallHost;
import io.dosvm.libvirt.xml.nodedev.NodeDevice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * The documents of one host, for {@code virt-install --reinstall} and {@code --hostdev}: virsh reads them over a
 * connection that cannot change anything, and only when they are asked for. Passwords in them stay on the host.
 */
final class VirshHost implements InstallHost {
    private static final int SECONDS = 30;

    private final String uri;

    /** The host of a URI as {@code --connect} has it. */
    VirshHost(String uri) {
        this.uri = uri;
    }

    @Override
    public Optional<Domain> domain(String name) {
        return virsh("dumpxml", "--inactive", "--domain", name).map(Domain::parse);
    }

    @Override
    public Optional<NodeDevice> nodeDevice(String name) {
        return virsh("nodedev-dumpxml", "--device", name).map(NodeDevice::parse);
    }

    @Override
    public List<NodeDevice> nodeDevices() {
        List<NodeDevice> all = new ArrayList<>();
        for (String name : virsh("nodedev-list").orElse("").lines().toList()) {
            if (!name.isBlank()) {
                // one that has gone since is none
                nodeDevice(name.strip()).ifPresent(all::add);
            }
        }
        return all;
    }

    /** What virsh prints; empty if there is no such thing. */
    private Optional<String> virsh(String... command) {
        List<String> words = new ArrayList<>(List.of("virsh", "--quiet", "--readonly", "--connect", uri));
        words.addAll(List.of(command));
        try {
            // a file takes all of it while nobody reads, so that the deadline is one
            Path printed = Files.createTempFile("dosvm-virsh", ".txt");
            try {
                ProcessBuilder program =
                        new ProcessBuilder(words).redirectErrorStream(true).redirectOutput(printed.toFile());
                program.environment().put("LC_ALL", "C.UTF-8");
                Process virsh = program.start();
                boolean ended = virsh.waitFor(SECONDS, TimeUnit.SECONDS);
                virsh.destroyForcibly();
                String text = Files.readString(printed);
                if (!ended || text.contains("failed to connect")) {
                    throw new IllegalArgumentException(
                            "--connect " + uri + ": " + (ended ? text.strip() : "no answer"));
                }
                return virsh.exitValue() == 0 ? Optional.of(text) : Optional.empty();
            } finally {
                Files.delete(printed);
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("virsh (package libvirt-clients) cannot be run: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalArgumentException("interrupted", e);
        }
    }
}
