package io.dosvm.libvirt;

import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.libvirt.binding.Domain;
import io.dosvm.libvirt.binding.LibvirtException;
import io.dosvm.libvirt.binding.LibvirtFault;
import io.dosvm.spi.Call;
import io.dosvm.spi.UserNetworking;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Forwards by QEMU's own user networking: told to its monitor once it runs, and read from there. */
final class LibvirtForwards implements UserNetworking {
    private static final String REFUSED = "Could not set up host forwarding rule";
    private static final Pattern NO_USER_NETWORKING =
            Pattern.compile("not compiled into this binary|does not accept value 'user'|unknown command: 'hostfwd_add'"
                    + "|doesn't support '-netdev user'");

    private final LibvirtHost host;

    LibvirtForwards(LibvirtHost host) {
        this.host = host;
    }

    @Override
    public List<ForwardFound> listForwards(ListForwards request, Call call) {
        return host.read(call, () -> {
            Domain found = LibvirtHost.find(() -> host.control(call).domains().byUuid(request.vm(), call))
                    .orElseThrow(() -> LibvirtHost.notFound("the VM " + request.vm()));
            try (Domain domain = found) {
                return RunStates.active(domain.state(call).state()) ? list(domain, call) : List.of();
            }
        });
    }

    private static List<ForwardFound> list(Domain domain, Call call) {
        List<Forwards.Nic> nics = VmDocument.parse(domain.xml(0, call)).forwards();
        if (nics.isEmpty()) {
            return List.of();
        }
        List<ForwardFound> found = new ArrayList<>();
        List<Forwards.Row> rows;
        try {
            rows = rows(domain, call);
        } catch (LibvirtException e) {
            // it went off between the two looks
            if (e.is(LibvirtFault.OPERATION_INVALID, LibvirtFault.NO_DOMAIN)) {
                return List.of();
            }
            throw e;
        }
        for (Forwards.Nic nic : nics) {
            for (Forwards.Wanted wanted : nic.wanted()) {
                rows.stream()
                        .filter(row -> row.serves(nic, wanted))
                        .findFirst()
                        .ifPresent(row -> found.add(new ForwardFound(
                                wanted.mac(), row.protocol(), row.address(), row.hostPort(), row.guestPort())));
            }
        }
        return found;
    }

    private static List<Forwards.Row> rows(Domain domain, Call call) {
        return Forwards.rows(domain.monitorLine("info usernet", call));
    }

    /**
     * Adds the forwards that a running VM lacks.
     *
     * @throws DosvmException {@code IN_USE} naming the port that the host does not give
     */
    static void complete(Domain domain, VmDocument live, Call call) {
        List<Forwards.Nic> nics = live.forwards();
        if (nics.isEmpty()) {
            return;
        }
        List<Forwards.Row> there = rows(domain, call);
        for (Forwards.Nic nic : nics) {
            for (Forwards.Wanted wanted : nic.wanted()) {
                if (there.stream().noneMatch(row -> row.serves(nic, wanted))) {
                    String said = domain.monitorLine("hostfwd_add " + nic.netdev() + " " + wanted.rule(), call)
                            .strip();
                    if (!said.isEmpty()) {
                        throw refusal(wanted, said);
                    }
                }
            }
        }
    }

    /** QEMU answers in words, and with none if it did as it was told. */
    static DosvmException refusal(Forwards.Wanted wanted, String said) {
        if (said.contains(REFUSED)) {
            return DosvmException.of(
                            ErrorCode.IN_USE,
                            "the host cannot listen on "
                                    + wanted.forward().protocol().text() + " " + wanted.place())
                    .with("protocol", wanted.forward().protocol())
                    .with("address", wanted.listen())
                    .with("port", wanted.forward().hostPort().orElse(0))
                    .with("qemu", said)
                    .hint("another program there has the port, the address is not the host's, or a port below 1024 is"
                            + " closed to the user that QEMU runs as; without a port of its own it gets a free one")
                    .build();
        }
        return withoutUserNetworking(said)
                .orElseGet(() -> DosvmException.of(ErrorCode.DRIVER_FAILED, "QEMU refused a forward: " + said)
                        .with("rule", wanted.rule())
                        .build());
    }

    /** The refusal of a QEMU that was built without user networking, if it says that it was. */
    static Optional<DosvmException> withoutUserNetworking(String said) {
        if (!NO_USER_NETWORKING.matcher(said).find()) {
            return Optional.empty();
        }
        return Optional.of(DosvmException.of(
                        ErrorCode.CAPABILITY_MISSING, "QEMU on the host was built without user networking: " + said)
                .hint("install a QEMU with libslirp there (Debian and Ubuntu have it, RHEL has not), or use a network")
                .build());
    }
}
