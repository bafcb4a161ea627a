package io.dosvm.engine.compute;

import io.dosvm.Caller;
import io.dosvm.VmForward;
import io.dosvm.engine.kernel.Kernel;
import io.dosvm.spi.Call;
import io.dosvm.spi.UserNetworking.ForwardFound;
import io.dosvm.spi.UserNetworking.ListForwards;
import io.dosvm.value.IpAddress;
import io.dosvm.value.MacAddress;
import io.dosvm.value.Protocol;
import io.dosvm.value.ResourceKind;
import io.dosvm.value.ResourceRef;
import java.util.List;
import java.util.UUID;

/** Where the forwards of a guest are, as its host knows. Nothing is stored. */
final class GuestForwards {
    private final ComputeRoom room;

    GuestForwards(ComputeRoom room) {
        this.room = room;
    }

    private record View(MacAddress mac, Protocol protocol, IpAddress address, int hostPort, int guestPort)
            implements VmForward {
        static VmForward of(ForwardFound found) {
            return new View(found.mac(), found.protocol(), found.address(), found.hostPort(), found.guestPort());
        }
    }

    /** A VM and whether its host is to be asked. */
    private record Asked(VmRow row, boolean user) {}

    List<VmForward> now(Caller caller, UUID vm) {
        Kernel kernel = room.kernel();
        kernel.authorize(caller, "vm.forwards", new ResourceRef(ResourceKind.VM, vm, ""));
        Asked asked = kernel.read(
                "vm.forwards",
                tx -> new Asked(
                        room.vms().require(tx, vm),
                        room.vms().nics(tx, List.of(vm)).stream()
                                .anyMatch(nic -> nic.network().isEmpty())));
        UUID host = asked.row().runsOn();
        if (!asked.user()) {
            return List.of();
        }
        Call call = Call.within(kernel.runtime(), kernel.deadline());
        return room.door().perform(host, new ListForwards(vm), call).stream()
                .map(View::of)
                .toList();
    }
}
