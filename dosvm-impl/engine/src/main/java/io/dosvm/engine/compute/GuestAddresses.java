package io.dosvm.engine.compute;

import io.dosvm.VmAddresses;
import io.dosvm.engine.kernel.Owned;
import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.spi.Call;
import io.dosvm.spi.Compute;
import io.dosvm.spi.Runtime;
import io.dosvm.value.IpAddress;
import io.dosvm.value.ResourceKind;
import io.dosvm.value.ResourceRef;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;

/** Where a guest can be reached, as its host knows. Nothing is stored. */
final class GuestAddresses implements VmAddresses {
    private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(1);

    private final ComputeRoom room;
    private final Owned vm;

    GuestAddresses(ComputeRoom room, Owned vm) {
        this.room = room;
        this.vm = vm;
    }

    @Override
    public List<IpAddress> now() {
        return usable(ask(room.kernel().deadline()));
    }

    @Override
    public IpAddress first(Duration atMost) {
        Runtime runtime = room.kernel().runtime();
        long end = runtime.endOf(atMost);
        Map<String, String> said = new LinkedHashMap<>();
        Duration pause = FIRST_PAUSE;
        while (true) {
            Optional<IpAddress> found = tried(left(runtime, end), said);
            if (found.isPresent()) {
                return found.get();
            }
            Duration left = left(runtime, end);
            if (left.isZero()) {
                throw timeout(atMost, said);
            }
            runtime.sleep(left.compareTo(pause) < 0 ? left : pause);
            pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) < 0 ? pause.multipliedBy(2) : LONGEST_PAUSE;
        }
    }

    /** One try; a host that does not answer now may do so at the next. */
    private Optional<IpAddress> tried(Duration left, Map<String, String> said) {
        try {
            List<Compute.AddressSource> sources = ask(left);
            sources.forEach(s -> said.put(s.source(), s.addresses().isEmpty() ? "nothing" : "only " + s.addresses()));
            return usable(sources).stream().findFirst();
        } catch (DosvmException e) {
            if (!e.retryable() || e.code() == ErrorCode.INTERRUPTED) {
                throw e;
            }
            said.put("host", String.valueOf(e.getMessage()));
            return Optional.empty();
        }
    }

    private List<Compute.AddressSource> ask(Duration within) {
        Duration deadline = room.kernel().deadline();
        Duration most = within.compareTo(deadline) < 0 ? within : deadline;
        long end = room.kernel().runtime().endOf(most);
        VmRow row = room.kernel().read("vm.addresses", most, tx -> {
            vm.authorize(tx, "vm.addresses");
            return room.vms().require(tx, vm.id());
        });
        UUID host = row.runsOn();
        Call call = Call.within(room.kernel().runtime(), left(room.kernel().runtime(), end));
        return room.door().perform(host, new Compute.Addresses(vm.id()), call);
    }

    /** IPv4 first; not what only the guest itself, or only its link, can use. */
    private static List<IpAddress> usable(List<Compute.AddressSource> sources) {
        return sources.stream()
                .flatMap(s -> s.addresses().stream())
                .filter(GuestAddresses::reachable)
                .distinct()
                .sorted()
                .toList();
    }

    private static boolean reachable(IpAddress address) {
        byte[] bytes = address.toBytes();
        if (address.isV4()) {
            return bytes[0] != 127 && !(bytes[0] == (byte) 169 && bytes[1] == (byte) 254);
        }
        boolean linkLocal = bytes[0] == (byte) 0xfe && (bytes[1] & 0xc0) == 0x80;
        return !linkLocal && !address.equals(IpAddress.parse("::1"));
    }

    private DosvmException timeout(Duration atMost, Map<String, String> said) {
        String tried = said.isEmpty()
                ? "the host names no source"
                : said.entrySet().stream()
                        .map(e -> e.getKey() + ": " + e.getValue())
                        .collect(Collectors.joining("; "));
        DosvmException.Report report = DosvmException.of(
                        ErrorCode.TIMEOUT, "no address of the guest was found within " + atMost + "; tried " + tried)
                .resource(ref())
                .hint(
                        "the guest may still be booting, or asks no DHCP server; by a NIC in user networking it is reached"
                                + " at its forwards");
        said.forEach(report::with);
        return report.build();
    }

    private static Duration left(Runtime runtime, long end) {
        return Duration.ofNanos(Math.max(0, end - runtime.nanoTime()));
    }

    private ResourceRef ref() {
        return new ResourceRef(ResourceKind.VM, vm.id(), "");
    }
}
