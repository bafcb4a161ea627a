package io.dosvm.testkit.contract;

import static io.dosvm.testkit.contract.Lies.error;
import static io.dosvm.testkit.contract.Lies.facts;
import static io.dosvm.testkit.contract.Lies.lie;
import static io.dosvm.testkit.contract.Lies.marked;
import static io.dosvm.testkit.contract.Lies.strict;
import static io.dosvm.testkit.contract.Lies.tolerant;
import static io.dosvm.testkit.contract.Lies.tolerantStart;
import static io.dosvm.testkit.contract.Lies.tolerate;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.spi.Call;
import io.dosvm.spi.Capability;
import io.dosvm.spi.Compute;
import io.dosvm.spi.HostDriver;
import io.dosvm.spi.HostDriver.Done;
import io.dosvm.spi.HostDriver.Part;
import io.dosvm.spi.HostDriverProvider;
import io.dosvm.spi.Networking;
import io.dosvm.spi.Request;
import io.dosvm.spi.Storage;
import io.dosvm.testkit.VirtualWorld;
import io.dosvm.testkit.contract.ContractSession.Outcome;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Each lie that a driver could tell is caught by the rule that forbids it. */
class LyingFakesTest {
    private final CountDownLatch over = new CountDownLatch(1);

    @AfterEach
    void endLeakedThread() {
        over.countDown();
    }

    /** A bench whose drivers lie. */
    private static class LyingBench extends FakeBench {
        private final UnaryOperator<HostDriver> lie;

        LyingBench(VirtualWorld world, UnaryOperator<HostDriver> lie) {
            super(world);
            this.lie = lie;
        }

        @Override
        public HostDriverProvider provider() {
            return Liar.provider(super.provider(), lie);
        }
    }

    @TestFactory
    Stream<DynamicTest> everyLieIsCaughtByItsRule() {
        return Stream.of(
                        hostLies(),
                        StorageLies.storageLies(),
                        StorageLies.byteLies(),
                        networkLies(),
                        vmLies(),
                        UserNicLies.lies(),
                        otherLies())
                .flatMap(List::stream)
                .map(planted -> DynamicTest.dynamicTest(planted.rule() + ": " + planted.what(), () -> {
                    assertEquals(Outcome.KEPT, check(UnaryOperator.identity(), planted.rule()));
                    AssertionError caught =
                            assertThrows(AssertionError.class, () -> check(planted.lie(), planted.rule()));
                    assertTrue(caught.getMessage().startsWith(planted.rule()), caught.getMessage());
                }));
    }

    private static Outcome check(UnaryOperator<HostDriver> lie, String id) {
        ContractRule rule = rule(id);
        try (ContractSession session = new ContractSession(new LyingBench(new VirtualWorld(1), lie))) {
            return session.check(rule);
        }
    }

    private static ContractRule rule(String id) {
        return ContractSession.rules().stream()
                .filter(r -> r.id().equals(id))
                .findFirst()
                .orElseThrow();
    }

    private static List<Lies.Planted> hostLies() {
        return List.of(
                lie("HOST-02", "another boot id at each call", (truth, request, call) -> {
                    Object answer = truth.perform(request, call);
                    return answer instanceof HostDriver.HostFacts f
                            ? facts(f, call.runtime().newId().toString(), f.capabilities(), f.owner())
                            : answer;
                }),
                lie("HOST-03", "a capability that is not there", (truth, request, call) -> {
                    if (request.verb().id().startsWith("network.")) {
                        throw HostDriver.lacks(Capability.NETWORKS);
                    }
                    return truth.perform(request, call);
                }),
                lie("HOST-03", "verbs without their capability", (truth, request, call) -> {
                    Object answer = truth.perform(request, call);
                    return answer instanceof HostDriver.HostFacts f
                            ? facts(f, f.bootId(), EnumSet.of(Capability.COMPUTE), f.owner())
                            : answer;
                }),
                lie(
                        "HOST-04",
                        "everything whatever was asked for",
                        (truth, request, call) -> request instanceof HostDriver.Observe
                                ? truth.perform(new HostDriver.Observe(EnumSet.allOf(Part.class)), call)
                                : truth.perform(request, call)),
                lie(
                        "HOST-07",
                        "no look at the deadline",
                        (truth, request, call) ->
                                truth.perform(request, Call.within(call.runtime(), Duration.ofMinutes(1)))),
                lie("HOST-07", "the work first, the deadline then", (truth, request, call) -> {
                    Object answer = truth.perform(request, Call.within(call.runtime(), Duration.ofMinutes(1)));
                    call.check();
                    return answer;
                }),
                lie(
                        "HOST-08",
                        "no look at the cancellation",
                        (truth, request, call) ->
                                truth.perform(request, Call.within(call.runtime(), call.remaining()))),
                lie("HOST-11", "waiting for a host that hangs", (truth, request, call) -> {
                    try {
                        return truth.perform(request, call);
                    } catch (DosvmException e) {
                        if (e.code() == ErrorCode.TIMEOUT) {
                            call.runtime().sleep(Duration.ofSeconds(30));
                        }
                        throw e;
                    }
                }),
                lie(
                        "MARK-03",
                        "anybody may claim",
                        (truth, request, call) -> request instanceof HostDriver.Claim c
                                ? truth.perform(new HostDriver.Claim(c.mark(), true), call)
                                : truth.perform(request, call)),
                lie(
                        "MARK-01",
                        "a mark that is not kept",
                        (truth, request, call) ->
                                request instanceof HostDriver.Claim c ? c.mark() : truth.perform(request, call)),
                lie(
                        "MARK-07",
                        "the owner may rename the host",
                        (truth, request, call) -> request instanceof HostDriver.Claim c
                                        && truth.perform(new HostDriver.Facts(), call)
                                                .owner()
                                                .filter(o -> o.owner()
                                                        .equals(c.mark().owner()))
                                                .isPresent()
                                ? truth.perform(new HostDriver.Claim(c.mark(), true), call)
                                : truth.perform(request, call)),
                lie("MARK-06", "anybody may release", (truth, request, call) -> {
                    if (request instanceof HostDriver.Release) {
                        truth.perform(new HostDriver.Facts(), call)
                                .owner()
                                .ifPresent(o -> truth.perform(new HostDriver.Release(o), call));
                    }
                    return truth.perform(request, call);
                }));
    }

    private static List<Lies.Planted> networkLies() {
        return List.of(
                lie("NET-04", "two networks on one bridge", tolerant(Networking.EnsureNetwork.class, ErrorCode.IN_USE)),
                lie("NET-06", "a network that is not known is an error", strict(Networking.RemoveNetwork.class)),
                lie("NET-08", "any bridge name", tolerant(Networking.EnsureNetwork.class, ErrorCode.INVALID)),
                lie(
                        "GUEST-01",
                        "no leases",
                        (truth, request, call) ->
                                request instanceof Networking.ListLeases ? List.of() : truth.perform(request, call)));
    }

    private static List<Lies.Planted> vmLies() {
        return List.of(
                lie("VM-01", "a VM without a mark", (truth, request, call) -> {
                    Object answer = truth.perform(request, call);
                    return answer instanceof Compute.VmDetails d ? marked(d, Optional.empty()) : answer;
                }),
                lie("VM-03", "a definition that stays as it was", (truth, request, call) -> {
                    if (request instanceof Compute.Define d) {
                        var known = truth.perform(
                                new Compute.Describe(d.definition().mark().id()), call);
                        if (known.isPresent()) {
                            return known.get();
                        }
                    }
                    return truth.perform(request, call);
                }),
                lie("VM-05", "another's VM is taken", (truth, request, call) -> {
                    if (request instanceof Compute.Define d) {
                        try {
                            return truth.perform(request, call);
                        } catch (DosvmException e) {
                            truth.perform(
                                    new Compute.Undefine(d.definition().mark().id()), call);
                        }
                    }
                    return truth.perform(request, call);
                }),
                lie("VM-06", "markup in titles is an error", (truth, request, call) -> {
                    if (request instanceof Compute.Define d
                            && d.definition().title().contains("<")) {
                        throw error(ErrorCode.DRIVER_FAILED);
                    }
                    return truth.perform(request, call);
                }),
                lie("VM-09", "stopping an unknown VM is an error", (truth, request, call) -> {
                    if (request instanceof Compute.Stop s
                            && truth.perform(new Compute.Describe(s.id()), call).isEmpty()) {
                        throw error(ErrorCode.NOT_FOUND);
                    }
                    return truth.perform(request, call);
                }),
                lie("VM-17", "disks that go with the definition", (truth, request, call) -> {
                    if (request instanceof Compute.Undefine) {
                        truth.perform(new HostDriver.Observe(Set.of(Part.VOLUMES)), call)
                                .volumes()
                                .forEach(v -> truth.perform(new Storage.DeleteVolume(v.key()), call));
                    }
                    return truth.perform(request, call);
                }),
                lie(
                        "RUN-01",
                        "a start that keeps the old generation",
                        (truth, request, call) -> request instanceof Compute.Start s && s.generation() > 0
                                ? truth.perform(new Compute.Start(s.id(), 77), call)
                                : truth.perform(request, call)),
                lie("RUN-02", "a second start is an error", (truth, request, call) -> {
                    if (request instanceof Compute.Start s
                            && truth.perform(new Compute.Describe(s.id()), call)
                                    .flatMap(Compute.VmDetails::mark)
                                    .filter(m -> m.generation() == s.generation())
                                    .isPresent()) {
                        throw error(ErrorCode.WRONG_STATE);
                    }
                    return truth.perform(request, call);
                }),
                lie("RUN-03", "running is running", tolerantStart()),
                lie("RUN-04", "undefine stops first", (truth, request, call) -> {
                    if (request instanceof Compute.Undefine u) {
                        truth.perform(new Compute.Stop(u.id()), call);
                    }
                    return truth.perform(request, call);
                }),
                lie(
                        "RUN-08",
                        "a reset that stops",
                        (truth, request, call) -> request instanceof Compute.Reset r
                                ? truth.perform(new Compute.Stop(r.id()), call)
                                : truth.perform(request, call)),
                lie(
                        "RUN-09",
                        "a suspend that does nothing",
                        (truth, request, call) ->
                                request instanceof Compute.Suspend ? Done.DONE : truth.perform(request, call)),
                lie("RUN-10", "a define that restarts", (truth, request, call) -> {
                    Object answer = truth.perform(request, call);
                    if (request instanceof Compute.Define d) {
                        truth.perform(new Compute.Stop(d.definition().mark().id()), call);
                    }
                    return answer;
                }),
                lie(
                        "RUN-13",
                        "a stop that asks the guest",
                        (truth, request, call) -> request instanceof Compute.Stop s
                                ? tolerate(truth, new Compute.Shutdown(s.id()), call, ErrorCode.NOT_FOUND, Done.DONE)
                                : truth.perform(request, call)));
    }

    private List<Lies.Planted> otherLies() {
        return List.of(
                new Lies.Planted("EVENT-01", "nothing is told", truth -> new Liar(truth) {
                    @Override
                    public Watch watch(HostListener listener) {
                        return () -> {};
                    }
                }),
                new Lies.Planted("EVENT-07", "a loss that nobody is told of", truth -> new Liar(truth) {
                    @Override
                    public Watch watch(HostListener listener) {
                        return truth.watch(new HostListener() {
                            @Override
                            public void vmChanged(UUID id) {
                                listener.vmChanged(id);
                            }

                            @Override
                            public void resync() {
                                listener.resync();
                            }

                            @Override
                            public void lost() {}
                        });
                    }
                }),
                new Lies.Planted("EVENT-05", "a watch that does not end", truth -> new Liar(truth) {
                    @Override
                    public Watch watch(HostListener listener) {
                        Watch real = truth.watch(listener);
                        return () -> assertTrue(real != null);
                    }
                }),
                new Lies.Planted("EVENT-04", "told on the caller's thread", truth -> new Liar(truth) {
                    private Optional<HostListener> ear = Optional.empty();

                    @Override
                    public Watch watch(HostListener listener) {
                        ear = Optional.of(listener);
                        return () -> ear = Optional.empty();
                    }

                    @Override
                    public <R> R perform(Request<R> request, Call call) {
                        R answer = truth.perform(request, call);
                        if (request instanceof Compute.Define d) {
                            UUID id = d.definition().mark().id();
                            ear.ifPresent(e -> e.vmChanged(id));
                        }
                        return answer;
                    }
                }),
                new Lies.Planted("END-01", "a driver that does not end", truth -> new Liar(truth) {
                    @Override
                    public void close() {}
                }),
                new Lies.Planted("END-02", "a thread that stays", truth -> {
                    Thread thread = new Thread(
                            () -> {
                                try {
                                    over.await();
                                } catch (InterruptedException e) {
                                    Thread.currentThread().interrupt();
                                }
                            },
                            "dosvm-contract-end-leak");
                    thread.setDaemon(true);
                    thread.start();
                    return truth;
                }));
    }

    @Test
    void namesAreUnique() {
        List<String> ids =
                ContractSession.rules().stream().map(ContractRule::id).toList();
        assertEquals(ids.size(), Set.copyOf(ids).size());
    }

    @Test
    void missingCapabilitiesAreRefusedProperly() {
        for (Capability lacking : List.of(
                Capability.COMPUTE,
                Capability.STORAGE,
                Capability.NETWORKS,
                Capability.VOLUME_STREAMS,
                Capability.LEASES,
                Capability.USER_NICS,
                Capability.EVENTS,
                Capability.SUSPEND,
                Capability.OWNER_MARK)) {
            FakeBench bench = new FakeBench(new VirtualWorld(2));
            bench.host.without(lacking);
            try (ContractSession session = new ContractSession(bench)) {
                for (ContractRule rule : ContractSession.rules()) {
                    boolean needs = rule.needs().contains(lacking);
                    assertEquals(
                            needs ? Outcome.REFUSED : Outcome.KEPT, session.check(rule), rule + " without " + lacking);
                }
            }
        }
    }

    @Test
    void anExemptionNamesARuleAndABenchWithoutAnImageDoesNotPassInSilence() {
        FakeBench typo = new FakeBench(new VirtualWorld(3)) {
            @Override
            public Map<String, String> exemptions() {
                return Map.of("VOL-99", "no such rule");
            }
        };
        assertThrows(IllegalArgumentException.class, () -> new ContractSession(typo));
        FakeBench bare = new FakeBench(new VirtualWorld(3)) {
            @Override
            public Optional<BootableImage> image() {
                return Optional.empty();
            }

            @Override
            public Map<String, String> exemptions() {
                return Map.of("HOST-11", "tried elsewhere");
            }
        };
        try (ContractSession session = new ContractSession(bare)) {
            assertEquals(Outcome.EXEMPT, session.check(rule("HOST-11")));
            assertThrows(AssertionError.class, () -> session.check(rule("GUEST-01")));
        }
    }

    /** What is not there is an error, where it should be success. */
}
