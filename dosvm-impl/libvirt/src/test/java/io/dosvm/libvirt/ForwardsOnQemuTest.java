package io.dosvm.libvirt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.libvirt.binding.ConnectUri;
import io.dosvm.libvirt.binding.Domain;
import io.dosvm.spi.Call;
import io.dosvm.spi.Compute;
import io.dosvm.spi.Compute.NicDefinition;
import io.dosvm.spi.Compute.VmDefinition;
import io.dosvm.spi.HostDriver;
import io.dosvm.spi.Mark;
import io.dosvm.spi.NicLink;
import io.dosvm.spi.NicLink.Forward;
import io.dosvm.spi.Runtime;
import io.dosvm.spi.UserNetworking.ForwardFound;
import io.dosvm.spi.UserNetworking.ListForwards;
import io.dosvm.testkit.junit.NeedsLab;
import io.dosvm.testkit.lab.Lab;
import io.dosvm.value.ByteSize;
import io.dosvm.value.HostUri;
import io.dosvm.value.IpAddress;
import io.dosvm.value.MacAddress;
import io.dosvm.value.Protocol;
import io.dosvm.value.RunState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** What only somebody beside the driver can do to forwards, on real QEMU. */
@NeedsLab
class ForwardsOnQemuTest {
    private static final IpAddress LOOPBACK = IpAddress.parse("127.0.0.1");

    /** As after a node that was killed between the start and its forwards. */
    @Test
    void forwardsThatARunningVmLacks_areAddedByTheNextStart_andTheOthersStay() {
        try (Runtime runtime = Runtime.system("forwards");
                Lab lab = Lab.open(o -> o.directory(Path.of("target", "lab")))) {
            HostUri uri = HostUri.parse(lab.host(1).uri() + "&accel=tcg");
            try (HostDriver driver = new LibvirtProvider().open(uri, runtime);
                    LibvirtHost beside = new LibvirtHost(uri, ConnectUri.of(uri), runtime)) {
                UUID id = runtime.newId();
                perform(driver, runtime, new Compute.Define(vm(new Mark(runtime.newId(), id, 0))));
                perform(driver, runtime, new Compute.Start(id, 1));
                List<ForwardFound> before = perform(driver, runtime, new ListForwards(id));
                assertEquals(
                        List.of(80, 53, 22),
                        before.stream().map(ForwardFound::guestPort).toList());

                ForwardFound lost = before.get(1);
                Call call = call(runtime);
                try (Domain domain = beside.control(call).domains().byUuid(id, call)) {
                    domain.monitorLine("hostfwd_remove hostnet0 udp:127.0.0.1:" + lost.hostPort(), call);
                }
                assertEquals(List.of(before.get(0), before.get(2)), perform(driver, runtime, new ListForwards(id)));

                perform(driver, runtime, new Compute.Start(id, 1));
                List<ForwardFound> after = perform(driver, runtime, new ListForwards(id));
                assertEquals(before.get(0), after.get(0));
                assertEquals(53, after.get(1).guestPort());
                assertEquals(before.get(2), after.get(2));
                perform(driver, runtime, new Compute.Stop(id));
                perform(driver, runtime, new Compute.Undefine(id));
            }
        }
    }

    /** The port is gone to another VM in the meantime: the VM that lacks it is off, as at a first start. */
    @Test
    void aRunningVmWhosePortIsTaken_isRefusedAndOff() {
        try (Runtime runtime = Runtime.system("forwards");
                Lab lab = Lab.open(o -> o.directory(Path.of("target", "lab")))) {
            HostUri uri = HostUri.parse(lab.host(1).uri() + "&accel=tcg");
            try (HostDriver driver = new LibvirtProvider().open(uri, runtime);
                    LibvirtHost beside = new LibvirtHost(uri, ConnectUri.of(uri), runtime)) {
                UUID id = runtime.newId();
                UUID other = runtime.newId();
                perform(driver, runtime, new Compute.Define(vm(new Mark(runtime.newId(), id, 0))));
                perform(driver, runtime, new Compute.Define(vm(new Mark(runtime.newId(), other, 0))));
                perform(driver, runtime, new Compute.Start(id, 1));
                Call call = call(runtime);
                try (Domain domain = beside.control(call).domains().byUuid(id, call)) {
                    domain.monitorLine("hostfwd_remove hostnet0 tcp:127.0.0.1:2022", call);
                }
                perform(driver, runtime, new Compute.Start(other, 1));

                DosvmException refused =
                        assertThrows(DosvmException.class, () -> perform(driver, runtime, new Compute.Start(id, 1)));
                assertEquals(ErrorCode.IN_USE, refused.code());
                assertEquals(
                        RunState.OFF,
                        perform(driver, runtime, new Compute.Describe(id))
                                .orElseThrow()
                                .state());
                assertEquals(
                        3, perform(driver, runtime, new ListForwards(other)).size());
                perform(driver, runtime, new Compute.Stop(other));
            }
        }
    }

    private static VmDefinition vm(Mark mark) {
        NicLink link = new NicLink.User(
                LOOPBACK,
                List.of(
                        new Forward(Protocol.TCP, Optional.empty(), 80),
                        new Forward(Protocol.UDP, Optional.empty(), 53),
                        new Forward(Protocol.TCP, Optional.of(2022), 22)));
        return new VmDefinition(
                mark,
                "forwards-" + mark.id(),
                "x86_64",
                Optional.empty(),
                1,
                ByteSize.mib(64),
                List.of(),
                List.of(),
                List.of(new NicDefinition(link, MacAddress.parse("52:54:00:00:00:0a"), "virtio")),
                Optional.empty());
    }

    private static <R> R perform(HostDriver driver, Runtime runtime, io.dosvm.spi.Request<R> request) {
        return driver.perform(request, call(runtime));
    }

    private static Call call(Runtime runtime) {
        return Call.within(runtime, Duration.ofSeconds(30));
    }
}
