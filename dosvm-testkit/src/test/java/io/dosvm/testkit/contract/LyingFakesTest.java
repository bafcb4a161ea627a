package io.dosvm.testkit.contract;

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
import io.dosvm.spi.Mark;
import io.dosvm.spi.Networking;
import io.dosvm.spi.Request;
import io.dosvm.spi.Storage;
import io.dosvm.testkit.VirtualWorld;
import io.dosvm.testkit.contract.ContractSession.Outcome;
import io.dosvm.value.ByteSize;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.Arrays;
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

    private record Planted(String rule, String what, UnaryOperator<HostDriver> lie) {}

    private static Planted lie(String rule, String what, Liar.Lie lie) {
        return new Planted(rule, what, Liar.about(lie));
    }

    @TestFactory
    Stream<DynamicTest> everyLieIsCaughtByItsRule() {
        return Stream.of(hostLies(), storageLies(), byteLies(), networkLies(), vmLies(), otherLies())
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

    private static List<Planted> hostLies() {
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
                                ? truth.perform(new HostDriver.Claim(c.owner(), true), call)
                                : truth.perform(request, call)),
                lie(
                        "MARK-01",
                        "a mark that is not kept",
                        (truth, request, call) -> request instanceof HostDriver.Claim c
                                ? new HostDriver.OwnerMark(c.owner())
                                : truth.perform(request, call)),
                lie("MARK-06", "anybody may release", (truth, request, call) -> {
                    if (request instanceof HostDriver.Release) {
                        truth.perform(new HostDriver.Facts(), call)
                                .owner()
                                .ifPresent(o -> truth.perform(new HostDriver.Release(o.owner()), call));
                    }
                    return truth.perform(request, call);
                }));
    }

    private static List<Planted> storageLies() {
        return List.of(
                lie("POOL-06", "files that go with their pool", (truth, request, call) -> {
                    if (request instanceof Storage.RemovePool r) {
                        volumes(truth, r.pool(), call)
                                .forEach(v -> truth.perform(new Storage.DeleteVolume(v.key()), call));
                    }
                    return truth.perform(request, call);
                }),
                lie("POOL-07", "a pool that is not known is an error", strict(Storage.RemovePool.class)),
                lie("POOL-03", "two pools in one directory", tolerant(Storage.EnsurePool.class, ErrorCode.IN_USE)),
                lie(
                        "POOL-08",
                        "an unknown pool is an empty one",
                        (truth, request, call) -> request instanceof Storage.ListVolumes
                                ? tolerate(truth, request, call, ErrorCode.NOT_FOUND, List.of())
                                : truth.perform(request, call)),
                lie("VOL-03", "create again is an error", (truth, request, call) -> {
                    if (request instanceof Storage.CreateVolume c
                            && truth.perform(
                                            new Storage.DescribeVolume(
                                                    c.definition().key()),
                                            call)
                                    .isPresent()) {
                        throw error(ErrorCode.ALREADY_EXISTS);
                    }
                    return truth.perform(request, call);
                }),
                lie("VOL-04", "any volume of that name will do", (truth, request, call) -> {
                    if (request instanceof Storage.CreateVolume c) {
                        var known = truth.perform(
                                new Storage.DescribeVolume(c.definition().key()), call);
                        if (known.isPresent()) {
                            return known.get();
                        }
                    }
                    return truth.perform(request, call);
                }),
                lie("VOL-05", "a volume that is not there is an error", (truth, request, call) -> {
                    Object answer = truth.perform(request, call);
                    if (request instanceof Storage.DescribeVolume && answer.equals(Optional.empty())) {
                        throw error(ErrorCode.NOT_FOUND);
                    }
                    return answer;
                }),
                lie(
                        "VOL-06",
                        "an overlay of nothing",
                        (truth, request, call) -> request instanceof Storage.CreateVolume c
                                ? truth.perform(
                                        new Storage.CreateVolume(Trial.blank(
                                                c.definition().key(),
                                                c.definition().format(),
                                                c.definition().capacity())),
                                        call)
                                : truth.perform(request, call)),
                lie("VOL-07", "deleting twice is an error", strict(Storage.DeleteVolume.class)),
                lie(
                        "VOL-07",
                        "deleting does nothing",
                        (truth, request, call) ->
                                request instanceof Storage.DeleteVolume ? Done.DONE : truth.perform(request, call)),
                lie(
                        "VOL-09",
                        "any name is a file name",
                        (truth, request, call) -> tolerate(truth, request, call, ErrorCode.INVALID, Optional.empty())),
                lie("VOL-14", "backing goes with the overlay", (truth, request, call) -> {
                    if (request instanceof Storage.DeleteVolume d) {
                        truth.perform(new Storage.DescribeVolume(d.key()), call)
                                .flatMap(Storage.VolumeFound::backingPath)
                                .ifPresent(b -> volumes(truth, d.key().pool(), call).stream()
                                        .filter(v -> v.path().equals(b))
                                        .forEach(v -> truth.perform(new Storage.DeleteVolume(v.key()), call)));
                    }
                    return truth.perform(request, call);
                }),
                lie("VOL-15", "sizes rounded down", (truth, request, call) -> {
                    if (request instanceof Storage.CreateVolume c) {
                        long bytes = c.definition().capacity().bytes();
                        return truth.perform(
                                new Storage.CreateVolume(new Storage.VolumeDefinition(
                                        c.definition().key(),
                                        c.definition().format(),
                                        ByteSize.bytes(bytes / 1024 * 1024),
                                        c.definition().backing())),
                                call);
                    }
                    return truth.perform(request, call);
                }));
    }

    private static List<Planted> byteLies() {
        return List.of(
                lie(
                        "BYTES-01",
                        "a last byte that is lost",
                        (truth, request, call) -> request instanceof Storage.Upload u
                                ? truth.perform(new Storage.Upload(u.key(), u.length() - 1, u.source()), call)
                                : truth.perform(request, call)),
                lie("BYTES-01", "bytes in another order", (truth, request, call) -> {
                    if (request instanceof Storage.Upload u) {
                        byte[] bytes = read(u);
                        bytes[0]++;
                        return truth.perform(
                                new Storage.Upload(u.key(), bytes.length, new ByteArrayInputStream(bytes)), call);
                    }
                    return truth.perform(request, call);
                }),
                lie("BYTES-03", "the old capacity and format after an upload", (truth, request, call) -> {
                    Object answer = truth.perform(request, call);
                    return answer instanceof Storage.VolumeFound v && request instanceof Storage.Upload
                            ? new Storage.VolumeFound(
                                    v.key(),
                                    v.path(),
                                    Storage.Format.RAW,
                                    v.capacity(),
                                    v.allocation(),
                                    Optional.empty())
                            : answer;
                }),
                lie(
                        "BYTES-04",
                        "no progress",
                        (truth, request, call) -> truth.perform(request, call.reporting(p -> {}))),
                lie("BYTES-06", "zeros for what the source does not have", (truth, request, call) -> {
                    if (request instanceof Storage.Upload u && u.source() instanceof ByteArrayInputStream) {
                        byte[] bytes = Arrays.copyOf(read(u), (int) u.length());
                        return truth.perform(
                                new Storage.Upload(u.key(), bytes.length, new ByteArrayInputStream(bytes)), call);
                    }
                    return truth.perform(request, call);
                }),
                lie("BYTES-08", "a source that is closed", (truth, request, call) -> {
                    Object answer = truth.perform(request, call);
                    if (request instanceof Storage.Upload u) {
                        close(u);
                    }
                    return answer;
                }));
    }

    private static List<Planted> networkLies() {
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

    private static List<Planted> vmLies() {
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

    private List<Planted> otherLies() {
        return List.of(
                new Planted("EVENT-01", "nothing is told", truth -> new Liar(truth) {
                    @Override
                    public Watch watch(HostListener listener) {
                        return () -> {};
                    }
                }),
                new Planted("EVENT-07", "a loss that nobody is told of", truth -> new Liar(truth) {
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
                new Planted("EVENT-05", "a watch that does not end", truth -> new Liar(truth) {
                    @Override
                    public Watch watch(HostListener listener) {
                        Watch real = truth.watch(listener);
                        return () -> assertTrue(real != null);
                    }
                }),
                new Planted("EVENT-04", "told on the caller's thread", truth -> new Liar(truth) {
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
                new Planted("END-01", "a driver that does not end", truth -> new Liar(truth) {
                    @Override
                    public void close() {}
                }),
                new Planted("END-02", "a thread that stays", truth -> {
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
    private static Liar.Lie strict(Class<? extends Request<?>> verb) {
        return (truth, request, call) -> {
            HostDriver.Observation all =
                    truth.perform(new HostDriver.Observe(Set.of(Part.POOLS, Part.VOLUMES, Part.NETWORKS)), call);
            boolean there = true;
            if (request instanceof Storage.DeleteVolume d) {
                there = all.volumes().stream().anyMatch(v -> v.key().equals(d.key()));
            } else if (request instanceof Storage.RemovePool r) {
                there = all.pools().stream().anyMatch(p -> p.name().equals(r.pool()));
            } else if (request instanceof Networking.RemoveNetwork r) {
                there = all.networks().stream().anyMatch(n -> n.name().equals(r.network()));
            }
            if (verb.isInstance(request) && !there) {
                throw error(ErrorCode.NOT_FOUND);
            }
            return truth.perform(request, call);
        };
    }

    /** A refusal that is swallowed, where an ensure must be refused. */
    private static Liar.Lie tolerant(Class<? extends Request<?>> verb, ErrorCode code) {
        return (truth, request, call) -> verb.isInstance(request)
                ? tolerate(truth, request, call, code, Done.DONE)
                : truth.perform(request, call);
    }

    private static Liar.Lie tolerantStart() {
        return (truth, request, call) -> {
            if (request instanceof Compute.Start s) {
                Optional<Compute.VmDetails> known = truth.perform(new Compute.Describe(s.id()), call);
                if (known.filter(d -> d.displayPort().isPresent()).isPresent()) {
                    return known.get();
                }
            }
            return truth.perform(request, call);
        };
    }

    private static Object tolerate(HostDriver truth, Request<?> request, Call call, ErrorCode code, Object instead) {
        try {
            return truth.perform(request, call);
        } catch (DosvmException e) {
            if (e.code() != code) {
                throw e;
            }
            return instead;
        }
    }

    private static List<Storage.VolumeFound> volumes(HostDriver truth, String pool, Call call) {
        return truth.perform(new HostDriver.Observe(Set.of(Part.VOLUMES)), call).volumes().stream()
                .filter(v -> v.key().pool().equals(pool))
                .toList();
    }

    private static DosvmException error(ErrorCode code) {
        return DosvmException.of(code, "a planted lie").build();
    }

    private static byte[] read(Storage.Upload upload) {
        try {
            return upload.source().readNBytes((int) upload.length());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void close(Storage.Upload upload) {
        try {
            upload.source().close();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Compute.VmDetails marked(Compute.VmDetails d, Optional<Mark> mark) {
        return new Compute.VmDetails(d.id(), d.name(), d.state(), mark, d.consolePath(), d.displayPort());
    }

    private static HostDriver.HostFacts facts(
            HostDriver.HostFacts f, String bootId, Set<Capability> capabilities, Optional<HostDriver.OwnerMark> owner) {
        return new HostDriver.HostFacts(
                f.machineKey(),
                bootId,
                f.hostName(),
                f.driver(),
                f.hypervisor(),
                f.library(),
                f.architectures(),
                f.cpuModel(),
                f.cpus(),
                f.memory(),
                f.acceleration(),
                owner,
                capabilities);
    }
}
