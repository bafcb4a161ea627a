package io.dosvm.libvirt;

import io.dosvm.libvirt.xml.MacAddress;
import io.dosvm.libvirt.xml.domain.Alias;
import io.dosvm.libvirt.xml.domain.Devices;
import io.dosvm.libvirt.xml.domain.DiskSource;
import io.dosvm.libvirt.xml.domain.Domain;
import io.dosvm.libvirt.xml.domain.Graphics;
import io.dosvm.libvirt.xml.domain.Log;
import io.dosvm.libvirt.xml.domain.Mac;
import io.dosvm.spi.Compute.VmDetails;
import io.dosvm.spi.Mark;
import io.dosvm.value.RunState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/** What is read from a domain's document. */
final class VmDocument {
    private final Domain domain;

    private VmDocument(Domain domain) {
        this.domain = domain;
    }

    static VmDocument parse(String xml) {
        return new VmDocument(Domain.parse(xml));
    }

    Optional<Mark> mark() {
        return domain.metadata().flatMap(m -> Marks.in(m.element()));
    }

    VmDetails details(RunState state) {
        Optional<Devices> devices = domain.devices();
        Optional<String> console = devices.stream()
                .flatMap(d -> d.serials().stream())
                .flatMap(s -> s.log().stream())
                .map(Log::file)
                .flatMap(Optional::stream)
                .findFirst();
        List<Graphics> displays = devices.map(Devices::graphics).orElse(List.of());
        Optional<Integer> port = displays.stream()
                .map(Graphics::port)
                .filter(p -> p.orElse(-1) > 0)
                .map(p -> p.getAsInt())
                .findFirst();
        return new VmDetails(
                domain.uuid().orElse(new UUID(0, 0)), domain.name().orElse(""), state, mark(), console, port);
    }

    /** What its definition says of forwards, with QEMU's names of the NICs while it runs. */
    List<Forwards.Nic> forwards() {
        List<Forwards.Wanted> wanted =
                domain.metadata().map(m -> Forwards.in(m.element())).orElse(List.of());
        if (wanted.isEmpty()) {
            return List.of();
        }
        List<Forwards.Nic> nics = new ArrayList<>();
        domain.devices().stream().flatMap(d -> d.interfaces().stream()).forEach(nic -> {
            Optional<String> mac = nic.mac().flatMap(Mac::address).map(MacAddress::toString);
            Optional<String> alias = nic.alias().flatMap(Alias::name);
            List<Forwards.Wanted> own = wanted.stream()
                    .filter(w ->
                            mac.filter(w.mac().toString()::equalsIgnoreCase).isPresent())
                    .toList();
            if (alias.isPresent() && !own.isEmpty()) {
                nics.add(new Forwards.Nic("host" + alias.get(), own));
            }
        });
        return nics;
    }

    /** The files of its disks. */
    List<String> diskFiles() {
        return domain.devices().stream()
                .flatMap(d -> d.disks().stream())
                .flatMap(d -> d.source().stream())
                .map(DiskSource::file)
                .flatMap(Optional::stream)
                .toList();
    }

    /** Whether a guest agent answered lately: asking one that is not there costs seconds. */
    boolean hasAgent() {
        return domain.devices().stream()
                .flatMap(d -> d.channels().stream())
                .flatMap(c -> c.target().stream())
                .anyMatch(t -> t.name().filter("org.qemu.guest_agent.0"::equals).isPresent()
                        && t.state().map(s -> s.raw().equals("connected")).orElse(false));
    }
}
