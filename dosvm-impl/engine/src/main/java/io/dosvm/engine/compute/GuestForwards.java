package io.dosvm.engine.compute;

import io.dosvm.VmForward;
import io.dosvm.engine.kernel.Kernel;
import io.dosvm.engine.kernel.Owned;
import io.dosvm.spi.Call;
import io.dosvm.spi.UserNetworking.ForwardFound;
import io.dosvm.spi.UserNetworking.ListForwards;
import io.dosvm.value.IpAddress;
import io.dosvm.value.MacAddress;
import io.dosvm.value.Protocol;
import java.util.List;
import java.util.UUID;

/** Where the forwards of a guest are, as its host knows. Nothing is stored. */
final class GuestForwards {
    private final ComputeRoom room;
    private final Owned vm;

    GuestForwards(ComputeRoom room, Owned vm) {
        this.room = room;
        this.vm = vm;
    }

    private record View(MacAddress mac, Protocol protocol, IpAddress address, int hostPort, int guestPort)
            implements VmForward {
        static VmForward of(ForwardFound found) {
            return new View(found.mac(), found.protocol(), found.address(), found.hostPort(), found.guestPort());
        }
    }

    /** A VM and whether its host is to be asked. */
    private record Asked(VmRow row, boolean user) {}

    List<VmForward> now() {
        Kernel kernel = room.kernel();
        Asked asked = kernel.read("vm.forwards", tx -> {
            vm.authorize(tx, "vm.forwards");
            return new Asked(
                    room.vms().require(tx, vm.id()),
                    room.vms().nics(tx, List.of(vm.id())).stream()
                            .anyMatch(nic -> nic.network().isEmpty()));
        });
        UUID host = asked.row().runsOn();
        if (!asked.user()) {
            return List.of();
        }
        Call call = Call.within(kernel.runtime(), kernel.deadline());
        return room.door().perform(host, new ListForwards(vm.id()), call).stream()
                .map(View::of)
                .toList();
    }
}
