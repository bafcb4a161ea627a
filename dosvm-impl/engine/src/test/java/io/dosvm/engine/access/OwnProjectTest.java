package io.dosvm.engine.access;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dosvm.Authorizer;
import io.dosvm.Caller;
import io.dosvm.Dosvm;
import io.dosvm.Operation;
import io.dosvm.Pool;
import io.dosvm.Project;
import io.dosvm.Subnet;
import io.dosvm.Vm;
import io.dosvm.VmAddresses;
import io.dosvm.engine.store.TestDatabases;
import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.testkit.FakeHosts;
import io.dosvm.value.ByteSize;
import io.dosvm.value.Id;
import io.dosvm.value.ResourceKind;
import io.dosvm.value.ResourceRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Callers who are kept to one project try every verb that the API has. */
class OwnProjectTest {
    private static final Duration LONG = Duration.ofMinutes(1);
    private static final Caller ANN = new Caller("ann", "");
    private static final Caller GUEST = new Caller("guest", "10.0.0.3");
    private static final Caller BOSS = new Caller("boss", "10.0.0.1");

    @TempDir
    Path folder;

    private final FakeHosts hosts = new FakeHosts();
    private Dosvm dosvm;
    private Tenant mine;
    private Tenant theirs;

    /** Keeps Ann to her project. */
    private final class Tenants implements Authorizer {
        @Override
        public boolean allows(Caller caller, String action, ResourceRef target) {
            boolean host = caller.equals(GUEST) && target.kind() == ResourceKind.HOST;
            return caller.equals(Caller.SYSTEM) || caller.equals(BOSS) || host;
        }

        @Override
        public boolean allows(Caller caller, String action, ResourceRef target, Optional<Id<Project>> project) {
            boolean own = caller.equals(ANN)
                    && project.equals(Optional.of(mine.project().id()));
            return own || allows(caller, action, target);
        }
    }

    /** A project with one of each noun, all of the project's name. */
    private record Tenant(Project project, EveryVerb.Given given, Operation<?> operation) {
        @SuppressWarnings("unchecked")
        <T> Id<T> id(String catalog) {
            return (Id<T>) given.ids().get(catalog);
        }
    }

    @BeforeEach
    void open() throws IOException {
        hosts.host("one").instant();
        dosvm = Dosvm.open(c -> c.store(TestDatabases.memory())
                .name("own")
                .driver(hosts)
                .authorizer(new Tenants())
                .deadline(Duration.ofSeconds(20)));
        dosvm.hosts().create("shared", h -> h.uri("fake:one")).await(LONG);
        dosvm.pools().create("shared", p -> p.hostDirectory(dosvm.hosts().require("shared"), "/pool")
                .capacity(ByteSize.gib(100)));
        mine = tenant("mine", "10.1.0.0/24");
        theirs = tenant("theirs", "10.2.0.0/24");
    }

    private Tenant tenant(String name, String addresses) throws IOException {
        Project project = dosvm.projects().create(name, p -> {});
        Pool pool = dosvm.pools().require("shared");
        pool.edit(p -> p.allow(project));
        Subnet plan = dosvm.subnets().create(name, s -> s.cidr(addresses).allow(project));
        Path file = Files.write(folder.resolve(name + ".raw"), new byte[1 << 20]);
        var volume = project.volumes().create(name, v -> v.size(ByteSize.gib(1)));
        var image = project.images().create(name, i -> i.upload(file)).await(LONG);
        var network = project.networks()
                .create(name, n -> n.nat(dosvm.hosts().require("shared")).subnet(plan));
        var instance = project.instances().create(name, i -> i.vcpus(1).memory(ByteSize.mib(64)));
        Vm vm = project.vms().create(name, v -> v.from(instance));
        Map<String, Id<?>> ids = Map.of(
                "Volumes", volume.await(LONG).id(),
                "Images", image.id(),
                "Networks", network.id(),
                "Instances", instance.id(),
                "Vms", vm.id(),
                "Projects", project.id(),
                "Operations", volume.id(),
                "Hosts", dosvm.hosts().require("shared").id(),
                "Pools", pool.id(),
                "Subnets", plan.id());
        return new Tenant(project, new EveryVerb.Given(name, ids), volume);
    }

    @AfterEach
    void close() {
        dosvm.close();
    }

    @Test
    void whoeverIsKeptToAProject_mayDoNothingElsewhere() {
        EveryVerb forbidden = new EveryVerb(
                theirs.given(), (verb, outcome) -> assertEquals(ErrorCode.FORBIDDEN.name(), outcome, verb));
        Dosvm ann = dosvm.as(ANN);
        List.of(ann.projects(), ann.hosts(), ann.pools(), ann.subnets(), ann.operations(), ann.events(), ann.audit())
                .forEach(forbidden::tryAll);
        assertEquals(EveryVerb.everyNoun(), forbidden.tried());
    }

    @Test
    void whatAVerbGives_mayBeAwaited_andOnesOwnWork_fromWhereverOneIs() {
        Dosvm guest = dosvm.as(GUEST);
        assertEquals(
                "shared",
                guest.hosts()
                        .ensure("shared", h -> h.uri("fake:one"))
                        .await(LONG)
                        .status()
                        .name());
        var begun = dosvm.as(ANN)
                .projects()
                .get(mine.project().id())
                .volumes()
                .require("mine")
                .delete();
        Operation<?> same =
                dosvm.as(new Caller(ANN.name(), "10.9.9.9")).operations().get(begun.id());
        same.await(LONG);
        DosvmException refused = assertThrows(
                DosvmException.class, () -> guest.operations().get(begun.id()).status());
        assertEquals(ErrorCode.FORBIDDEN, refused.code());
    }

    @Test
    void whoeverIsKeptToAProject_mayDoEverythingThere() {
        EveryVerb allowed = new EveryVerb(
                mine.given(), (verb, outcome) -> assertNotEquals(ErrorCode.FORBIDDEN.name(), outcome, verb));
        Dosvm ann = dosvm.as(ANN);
        assertEquals(mine.project(), ann.projects().require("mine"));
        allowed.tryAll(ann.operations().get(mine.operation().id()));
        allowed.tryAll(ann.projects().get(mine.project().id()));
        assertTrue(allowed.tried().size() > 10, () -> "tried " + allowed.tried());
    }

    @Test
    void theCatalogOfAProject_doesNotKnowTheIdsOfOthers() {
        EveryVerb unknown = new EveryVerb(
                theirs.given(), (verb, outcome) -> assertEquals(ErrorCode.NOT_FOUND.name(), outcome, verb));
        for (Caller caller : List.of(Caller.SYSTEM, ANN)) {
            Project project = dosvm.as(caller).projects().get(mine.project().id());
            unknown.tryAll(project.volumes().get(theirs.id("Volumes")));
            unknown.tryAll(project.images().get(theirs.id("Images")));
            unknown.tryAll(project.networks().get(theirs.id("Networks")));
            unknown.tryAll(project.instances().get(theirs.id("Instances")));
            unknown.tryAll(project.vms().get(theirs.id("Vms")));
        }
        assertTrue(unknown.tried().contains(VmAddresses.class.getSimpleName()), () -> "tried " + unknown.tried());
    }

    @Test
    void whatDoesNotExist_isForbiddenLikeWhatIsAnothers() {
        EveryVerb forbidden = new EveryVerb(
                theirs.given(), (verb, outcome) -> assertEquals(ErrorCode.FORBIDDEN.name(), outcome, verb));
        Dosvm ann = dosvm.as(ANN);
        forbidden.tryAll(ann.projects().get(Id.of(new UUID(1, 2))));
        forbidden.tryAll(ann.operations().get(Id.of(new UUID(1, 2))));
        assertEquals(ErrorCode.FORBIDDEN, EveryVerb.refusal(() -> ann.projects().find("nobody")));
    }

    @Test
    void whoCancelsTheWorkOfAnother_standsInTheAuditLog() {
        hosts.host("one").freeze();
        mine.project().volumes().create("slow", v -> v.size(ByteSize.gib(1)));
        Project seen = dosvm.as(BOSS).projects().get(mine.project().id());
        seen.volumes().ensure("slow", v -> v.size(ByteSize.gib(1))).cancel();
        hosts.host("one").thaw();
        Instant soon = Instant.now().plusSeconds(3600);
        List<String> actions = dosvm.audit().read(Instant.EPOCH, soon, "boss", 10).stream()
                .map(r -> r.action() + " " + r.caller().address())
                .toList();
        assertEquals(List.of("operation.cancel 10.0.0.1"), actions);
    }
}
