package io.dosvm.libvirt;

import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.libvirt.binding.Connection;
import io.dosvm.libvirt.binding.Domain;
import io.dosvm.libvirt.binding.LibvirtException;
import io.dosvm.libvirt.binding.LibvirtFault;
import io.dosvm.spi.Call;
import io.dosvm.spi.Capability;
import io.dosvm.spi.Compute;
import io.dosvm.spi.HostDriver.Done;
import io.dosvm.spi.Mark;
import io.dosvm.spi.NicLink;
import io.dosvm.spi.Storage;
import io.dosvm.value.RunState;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BiFunction;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** VMs by libvirt. */
final class LibvirtCompute implements Compute {
    private static final Pattern BAD_FILE = Pattern.compile(
            "Cannot access storage file|Could not open|Image is not in|not a valid|Cannot access backing file"
                    + "|Failed to open file|cannot stat file");
    private static final int ACPI = 1;
    private static final int TEST_UNDEFINE = 1 | 2;

    private final LibvirtHost host;
    private final Acceleration acceleration;
    private final LibvirtStorage storage;
    private final Observer observer;
    private final GuestAddresses addresses;

    LibvirtCompute(LibvirtHost host, Acceleration acceleration, LibvirtStorage storage, Observer observer) {
        this.observer = observer;
        this.host = host;
        this.acceleration = acceleration;
        this.storage = storage;
        this.addresses = new GuestAddresses(host);
    }

    @Override
    public VmDetails define(Define request, Call call) {
        return host.verb(call, () -> {
            VmDefinition vm = request.definition();
            Checks.vm(vm);
            if (vm.nics().stream().anyMatch(nic -> nic.link() instanceof NicLink.User)) {
                host.require(Capability.USER_NICS);
            }
            Connection connection = host.control(call);
            refuseForeign(connection, vm.mark(), call);
            String accelerator = acceleration.of(call);
            Map<Storage.VolumeKey, String> paths = new HashMap<>();
            vm.disks().forEach(disk -> paths.computeIfAbsent(disk.volume(), key -> storage.pathOf(key, call)));
            DomainDocuments documents = new DomainDocuments(
                    accelerator,
                    !host.isTest() && acceleration.allCpuFeatures(accelerator, vm.architecture(), call),
                    host.uri().path().equals("/system"),
                    paths::get);
            try (Domain domain = connection.domains().define(documents.of(vm), 0, call)) {
                observer.changed(vm.mark().id());
                return details(domain, call);
            } catch (LibvirtException e) {
                if (e.is(LibvirtFault.OPERATION_FAILED)) {
                    throw DosvmException.of(ErrorCode.ALREADY_EXISTS, String.valueOf(e.getMessage()))
                            .cause(e)
                            .build();
                }
                throw e;
            }
        });
    }

    /** What bears our UUID but not our mark is somebody else's: it is not changed. */
    private void refuseForeign(Connection connection, Mark mark, Call call) {
        find(connection, mark.id(), call).ifPresent(domain -> {
            try (domain) {
                Optional<Mark> there =
                        VmDocument.parse(domain.xml(Domain.XML_INACTIVE, call)).mark();
                if (there.filter(m -> m.owner().equals(mark.owner())).isEmpty()) {
                    throw DosvmException.of(
                                    ErrorCode.ALREADY_EXISTS, "the host has a VM " + mark.id() + " that is not ours")
                            .with("owner", there.map(m -> m.owner().toString()).orElse("none"))
                            .build();
                }
            }
        });
    }

    @Override
    public Optional<VmDetails> describe(Describe request, Call call) {
        return host.read(
                call, () -> find(host.control(call), request.id(), call).flatMap(domain -> {
                    try (domain) {
                        return Optional.of(details(domain, call));
                    } catch (LibvirtException e) {
                        // it went between the two looks
                        if (e.is(LibvirtFault.NO_DOMAIN)) {
                            return Optional.empty();
                        }
                        throw e;
                    }
                }));
    }

    @Override
    public VmDetails start(Start request, Call call) {
        Checks.generation(request.generation());
        return host.verb(
                call,
                () -> on(request.id(), call, (domain, state) -> {
                    VmDocument document = VmDocument.parse(domain.xml(0, call));
                    Mark mark = document.mark().orElseThrow(() -> DosvmException.of(
                                    ErrorCode.WRONG_STATE, "the VM " + request.id() + " does not carry our mark")
                            .build());
                    if (RunStates.active(state.state())) {
                        if (mark.generation() != request.generation()) {
                            throw DosvmException.of(ErrorCode.WRONG_STATE, "the VM " + request.id() + " runs already")
                                    .with("generation", mark.generation())
                                    .with("asked", request.generation())
                                    .build();
                        }
                        // whoever started it may have been stopped before it had all its forwards
                        return withForwards(domain, document, state, LibvirtCompute::portTaken, call);
                    }
                    String next = Marks.bare(new Mark(mark.owner(), mark.id(), request.generation()));
                    domain.metadata(Marks.NAMESPACE, Marks.PREFIX, next, Domain.CONFIG, call);
                    boot(domain, call);
                    if (RunStates.of(state.state(), state.reason()) == RunState.SAVED) {
                        // what was saved comes back with the mark that it had then
                        domain.metadata(Marks.NAMESPACE, Marks.PREFIX, next, Domain.LIVE, call);
                    }
                    VmDocument live = VmDocument.parse(domain.xml(0, call));
                    return withForwards(domain, live, domain.state(call), failure -> true, call);
                }));
    }

    private static VmDetails withForwards(
            Domain domain, VmDocument live, Domain.State state, Predicate<RuntimeException> off, Call call) {
        orOff(() -> LibvirtForwards.complete(domain, live, call), off, () -> alreadySo(() -> domain.destroy(call)));
        return live.details(RunStates.of(state.state(), state.reason()));
    }

    /** A VM that does not get a port that it asks for is off, whether it ran already or not. */
    private static boolean portTaken(RuntimeException failure) {
        return failure instanceof DosvmException known && known.code() == ErrorCode.IN_USE;
    }

    /** Runs what a VM must have to be up; if it is off for its failure, that is still what is told. */
    static void orOff(Runnable body, Predicate<RuntimeException> off, Runnable destroy) {
        try {
            body.run();
        } catch (RuntimeException e) {
            if (off.test(e)) {
                try {
                    destroy.run();
                } catch (RuntimeException left) {
                    e.addSuppressed(left);
                }
            }
            throw e;
        }
    }

    /** QEMU and libvirt tell by text alone what is wrong with a disk. */
    private static void boot(Domain domain, Call call) {
        try {
            domain.create(0, call);
        } catch (LibvirtException e) {
            String said = e.fault().map(LibvirtFault::message).orElse("");
            if (said.contains("lock") && said.contains("write")) {
                throw DosvmException.of(ErrorCode.IN_USE, said).cause(e).build();
            }
            if (BAD_FILE.matcher(said).find()) {
                throw DosvmException.of(ErrorCode.FILE_UNUSABLE, said).cause(e).build();
            }
            if (said.contains("UNIX socket path") && said.contains("too long")) {
                throw DosvmException.of(ErrorCode.DRIVER_FAILED, said)
                        .cause(e)
                        .hint("libvirt keeps sockets below the home of the user; with XDG_CONFIG_HOME set to a shorter"
                                + " directory, once the user's libvirtd has ended, it keeps them there")
                        .build();
            }
            LibvirtForwards.withoutUserNetworking(said).ifPresent(refusal -> {
                throw refusal;
            });
            throw e;
        }
    }

    @Override
    public Done shutdown(Shutdown request, Call call) {
        return host.verb(
                call,
                () -> on(request.id(), call, (domain, state) -> {
                    if (RunStates.active(state.state())) {
                        alreadySo(() -> domain.shutdown(host.isTest() ? 0 : ACPI, call));
                    }
                    return Done.DONE;
                }));
    }

    @Override
    public Done stop(Stop request, Call call) {
        return host.verb(call, () -> {
            find(host.control(call), request.id(), call).ifPresent(domain -> {
                try (domain) {
                    alreadySo(() -> domain.destroy(call));
                }
            });
            return Done.DONE;
        });
    }

    /** Runs what libvirt refuses when the domain is off or gone already. */
    private static void alreadySo(Runnable body) {
        try {
            body.run();
        } catch (LibvirtException e) {
            if (!e.is(LibvirtFault.OPERATION_INVALID, LibvirtFault.NO_DOMAIN)) {
                throw e;
            }
        }
    }

    @Override
    public Done reboot(Reboot request, Call call) {
        return host.verb(
                call,
                () -> onActive(request.id(), call, (domain, state) -> {
                    domain.reboot(host.isTest() ? 0 : ACPI, call);
                    return Done.DONE;
                }));
    }

    @Override
    public Done reset(Reset request, Call call) {
        return host.verb(
                call,
                () -> onActive(request.id(), call, (domain, state) -> {
                    domain.reset(call);
                    return Done.DONE;
                }));
    }

    @Override
    public Done suspend(Suspend request, Call call) {
        return host.verb(
                call,
                () -> onActive(request.id(), call, (domain, state) -> {
                    if (!RunStates.paused(state.state())) {
                        domain.suspend(call);
                    }
                    return Done.DONE;
                }));
    }

    @Override
    public Done resume(Resume request, Call call) {
        return host.verb(
                call,
                () -> onActive(request.id(), call, (domain, state) -> {
                    if (RunStates.paused(state.state())) {
                        domain.resume(call);
                    }
                    return Done.DONE;
                }));
    }

    @Override
    public Done undefine(Undefine request, Call call) {
        return host.verb(call, () -> {
            find(host.control(call), request.id(), call).ifPresent(domain -> {
                try (domain) {
                    if (domain.active(call)) {
                        throw running(request.id(), "is running");
                    }
                    domain.undefine(host.isTest() ? TEST_UNDEFINE : Domain.UNDEFINE_ALL, call);
                } catch (LibvirtException e) {
                    if (!e.is(LibvirtFault.NO_DOMAIN)) {
                        throw e;
                    }
                }
            });
            return Done.DONE;
        });
    }

    @Override
    public List<AddressSource> addresses(Addresses request, Call call) {
        host.require(Capability.COMPUTE);
        return host.read(call, () -> on(request.id(), call, (domain, state) -> addresses.of(domain, call)));
    }

    private <R> R onActive(UUID id, Call call, BiFunction<Domain, Domain.State, R> body) {
        return on(id, call, (domain, state) -> {
            if (!RunStates.active(state.state())) {
                throw running(id, "is off");
            }
            return body.apply(domain, state);
        });
    }

    private <R> R on(UUID id, Call call, BiFunction<Domain, Domain.State, R> body) {
        Domain domain = find(host.control(call), id, call).orElseThrow(() -> LibvirtHost.notFound("the VM " + id));
        try (domain) {
            return body.apply(domain, domain.state(call));
        }
    }

    private static Optional<Domain> find(Connection connection, UUID id, Call call) {
        return LibvirtHost.find(() -> connection.domains().byUuid(id, call));
    }

    private static VmDetails details(Domain domain, Call call) {
        Domain.State state = domain.state(call);
        return VmDocument.parse(domain.xml(0, call)).details(RunStates.of(state.state(), state.reason()));
    }

    private static DosvmException running(UUID id, String what) {
        return DosvmException.of(ErrorCode.WRONG_STATE, "the VM " + id + " " + what)
                .build();
    }
}
