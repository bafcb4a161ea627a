package io.dosvm.engine.project;

import static io.dosvm.VersionCondition.ifVersion;
import static io.dosvm.value.ByteSize.gib;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dosvm.Caller;
import io.dosvm.Images;
import io.dosvm.Instances;
import io.dosvm.Networks;
import io.dosvm.Project;
import io.dosvm.ProjectStatus;
import io.dosvm.Projects;
import io.dosvm.Vms;
import io.dosvm.Volumes;
import io.dosvm.engine.kernel.KernelWorld;
import io.dosvm.engine.operation.WorkContext;
import io.dosvm.engine.project.Quotas.Amount;
import io.dosvm.engine.store.Tx;
import io.dosvm.error.DosvmException;
import io.dosvm.error.ErrorCode;
import io.dosvm.testkit.VirtualWorld;
import io.dosvm.value.ByteSize;
import io.dosvm.value.Id;
import io.dosvm.value.RequestId;
import io.dosvm.value.ResourceKind;
import io.dosvm.value.ResourceRef;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProjectsTest {
    @TempDir
    Path folder;

    private final VirtualWorld time = new VirtualWorld(7);
    private final Content content = new Content();
    private KernelWorld world;
    private Projects projects;

    @BeforeEach
    void open() {
        world = new KernelWorld(folder, time.node("a"));
        ProjectRoom room = new ProjectRoom(world.kernel(), new NoParts(), List.of(content));
        world.begin(
                new io.dosvm.engine.operation.HostDoor() {
                    @Override
                    public <R> R perform(UUID host, io.dosvm.spi.Request<R> request, io.dosvm.spi.Call call) {
                        throw new AssertionError("projects ask no host");
                    }
                },
                room.works());
        projects = room.projects(Caller.SYSTEM);
    }

    @AfterEach
    void close() {
        world.close();
        time.close();
    }

    @Test
    void create_isReadBack() {
        Project web = projects.create(
                "web", p -> p.description("shop").quota(q -> q.vcpus(8).memory(gib(16)).imageBytes(gib(3))));
        ProjectStatus status = web.status();
        assertEquals("web", status.name());
        assertEquals("shop", status.description());
        assertEquals(8, status.quota().vcpus().getAsInt());
        assertEquals(Optional.of(gib(16)), status.quota().memory());
        assertEquals(Optional.of(gib(3)), status.quota().imageBytes());
        assertTrue(status.quota().instances().isEmpty());
        assertTrue(status.quota().disk().isEmpty());
        assertEquals(0, status.use().vcpus());
        assertEquals(web, projects.require("WEB"));
        assertEquals(web, projects.get(web.id()));
    }

    @Test
    void create_refusesEverythingAtOnce_andWritesNothing() {
        DosvmException e = assertThrows(
                DosvmException.class,
                () -> projects.create(
                        "a/b", p -> p.description("x\ny").quota(q -> q.vcpus(-1).disk(ByteSize.bytes(-5)))));
        assertEquals(ErrorCode.INVALID, e.code());
        assertEquals(
                List.of("description", "name", "quota.disk", "quota.vcpus"),
                e.violations().stream().map(v -> v.field()).sorted().toList());
        assertEquals(0, projects.list(q -> {}).items().size());
    }

    @Test
    void create_refusesATakenName_inAnyCase() {
        projects.create("web", p -> {});
        assertEquals(ErrorCode.ALREADY_EXISTS, code(() -> projects.create("Web", p -> {})));
    }

    @Test
    void create_isRepeatableByRequestId() {
        RequestId request = new RequestId("order-1");
        Project first = projects.create("web", p -> p.requestId(request));
        assertEquals(first, projects.create("web", p -> p.requestId(request)));
        assertEquals(ErrorCode.REQUEST_ID_REUSED, code(() -> projects.create("other", p -> p.requestId(request))));
    }

    @Test
    void ensure_makesThenVerifies_andNamesEachDifference() {
        Project web = projects.ensure("web", p -> p.quota(q -> q.vcpus(8)));
        assertEquals(web, projects.ensure("web", p -> p.quota(q -> q.vcpus(8))));
        assertEquals(web, projects.ensure("web", p -> {}));
        DosvmException e = assertThrows(
                DosvmException.class,
                () -> projects.ensure("web", p -> p.description("x").quota(q -> q.vcpus(9).memory(gib(1)))));
        assertEquals(ErrorCode.DIFFERS, e.code());
        assertTrue(e.getMessage().contains("quota.vcpus: is 8, asked 9"), e.getMessage());
        assertTrue(e.getMessage().contains("quota.memory: is unlimited, asked 1 GiB"), e.getMessage());
        assertTrue(e.getMessage().contains("description"), e.getMessage());
    }

    @Test
    void edit_changesWhatIsSetAlone() {
        Project web = projects.create("web", p -> p.description("shop").quota(q -> q.vcpus(8).images(2)));
        ProjectStatus before = web.status();
        ProjectStatus after = web.edit(p -> p.quota(q -> q.vcpus(4)), ifVersion(before.version()));
        assertEquals(4, after.quota().vcpus().getAsInt());
        assertEquals(2, after.quota().images().getAsInt());
        assertEquals("shop", after.description());
        assertTrue(after.version().compareTo(before.version()) > 0);
        assertEquals(
                ErrorCode.VERSION_CONFLICT,
                code(() -> web.edit(p -> p.description("late"), ifVersion(before.version()))));
        assertEquals("shop", web.status().description());
    }

    @Test
    void edit_refusesAQuotaBelowUse_namingTheUse() {
        Project web = projects.create("web", p -> p.quota(q -> q.vcpus(8)));
        charge(web, Amount.ofRunning(6, gib(4)));
        DosvmException e = assertThrows(
                DosvmException.class,
                () -> web.edit(p -> p.requestId(new RequestId("x")).quota(q -> q.vcpus(5).memory(gib(3)))));
        assertEquals(
                List.of("quota.memory", "quota.vcpus", "requestId"),
                e.violations().stream().map(v -> v.field()).sorted().toList());
        assertTrue(e.getMessage().contains("at least what is in use: 6"), e.getMessage());
        assertEquals(8, web.status().quota().vcpus().getAsInt());
        assertEquals(6, web.edit(p -> p.quota(q -> q.vcpus(6))).quota().vcpus().getAsInt());
    }

    @Test
    void charge_isAllOrNothing_andNamesEachLimit() {
        Project web = projects.create("web", p -> p.quota(q -> q.vcpus(8).memory(gib(8)).disk(gib(1))));
        charge(web, Amount.ofRunning(6, gib(6)));
        DosvmException e = assertThrows(
                DosvmException.class,
                () -> charge(web, Amount.ofRunning(3, gib(3)).disk(gib(1))));
        assertEquals(ErrorCode.QUOTA_EXCEEDED, e.code());
        assertEquals("limit 8, used 6, asked 3", e.arguments().get("quota.vcpus"));
        assertEquals("limit 8 GiB, used 6 GiB, asked 3 GiB", e.arguments().get("quota.memory"));
        assertEquals(2, e.arguments().size());
        assertEquals(6, web.status().use().vcpus());
        assertEquals(ByteSize.ZERO, web.status().use().disk());
        release(web, Amount.ofRunning(6, gib(6)));
        assertEquals(0, web.status().use().vcpus());
        charge(web, Amount.ofRunning(8, gib(8)));
    }

    @Test
    void charge_withoutALimit_doesNotOverflow() {
        Project web = projects.create("web", p -> {});
        charge(web, Amount.ofDisk(Long.MAX_VALUE - 1));
        assertEquals(ErrorCode.QUOTA_EXCEEDED, code(() -> charge(web, Amount.ofDisk(2))));
        charge(web, Amount.ofDisk(1));
        assertEquals(Long.MAX_VALUE, web.status().use().disk().bytes());
    }

    @Test
    void charge_whileDeleting_isRefused() {
        Project web = projects.create("web", p -> {});
        ResourceRef ref = ref(web);
        world.kernel().write(Caller.SYSTEM, "test", tx -> {
            new ProjectStore().state(tx, ref.id(), ProjectRow.State.DELETING);
            return ref;
        });
        assertEquals(ErrorCode.WRONG_STATE, code(() -> charge(web, Amount.NONE)));
        assertEquals(ErrorCode.WRONG_STATE, code(() -> web.edit(p -> p.description("x"))));
        assertEquals(ErrorCode.WRONG_STATE, code(() -> projects.ensure("web", p -> {})));
    }

    @Test
    void delete_takesContentWithIt() {
        Project web = projects.create("web", p -> {});
        web.delete().await();
        assertEquals(List.of("delete " + web.id(), "forget " + web.id()), content.done);
        assertEquals(ErrorCode.NOT_FOUND, code(web::status));
        assertEquals(Optional.empty(), projects.find("web"));
        projects.create("web", p -> {});
    }

    @Test
    void delete_isRefusedWhileAnythingRuns() {
        Project web = projects.create("web", p -> {});
        content.running.add(new ResourceRef(ResourceKind.VM, UUID.randomUUID(), "nginx"));
        DosvmException e = assertThrows(DosvmException.class, web::delete);
        assertEquals(ErrorCode.WRONG_STATE, e.code());
        assertTrue(e.getMessage().contains("nginx"), e.getMessage());
        content.running.clear();
        charge(web, Amount.ofRunning(1, gib(1)));
        assertEquals(ErrorCode.WRONG_STATE, code(web::delete));
        release(web, Amount.ofRunning(1, gib(1)));
        web.delete().await();
    }

    @Test
    void delete_thatFails_leavesTheProjectUsable() {
        Project web = projects.create("web", p -> {});
        content.failure = Optional.of(ErrorCode.DRIVER_FAILED);
        assertEquals(ErrorCode.DRIVER_FAILED, code(() -> web.delete().await()));
        content.failure = Optional.empty();
        charge(web, Amount.ofInstance());
        assertEquals(1, web.status().use().instances());
    }

    @Test
    void list_goesThroughPagesByName() {
        for (int i = 0; i < 25; i++) {
            String name = String.format("p%02d", i);
            projects.create(name, p -> {});
        }
        assertEquals(10, projects.list(q -> q.limit(10)).items().size());
        assertEquals(
                List.of("p20", "p21", "p22", "p23", "p24"),
                projects.stream(q -> q.limit(2).nameContains("P2")).map(ProjectStatus::name).collect(Collectors.toList()));
    }

    private void charge(Project project, Amount amount) {
        world.kernel().write(Caller.SYSTEM, "test.charge", tx -> {
            Quotas.charge(tx, ref(project), amount);
            return amount;
        });
    }

    private void release(Project project, Amount amount) {
        world.kernel().write(Caller.SYSTEM, "test.release", tx -> {
            Quotas.release(tx, project.id().value(), amount);
            return amount;
        });
    }

    private static ResourceRef ref(Project project) {
        return new ResourceRef(ResourceKind.PROJECT, project.id().value(), "");
    }

    private static ErrorCode code(Runnable call) {
        return assertThrows(DosvmException.class, call::run).code();
    }

    private static final class Content implements ProjectContent {
        final List<ResourceRef> running = new ArrayList<>();
        final List<String> done = new ArrayList<>();
        Optional<ErrorCode> failure = Optional.empty();

        @Override
        public List<ResourceRef> running(Tx tx, UUID project) {
            return running;
        }

        @Override
        public void delete(WorkContext context, UUID project) {
            failure.ifPresent(code -> {
                throw DosvmException.of(code, "planned").build();
            });
            done.add("delete " + project);
        }

        @Override
        public void forget(Tx tx, UUID project) {
            done.add("forget " + project);
        }
    }

    private static final class NoParts implements ProjectParts {
        @Override
        public Volumes volumes(Caller caller, Id<Project> project) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Images images(Caller caller, Id<Project> project) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Networks networks(Caller caller, Id<Project> project) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Instances instances(Caller caller, Id<Project> project) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Vms vms(Caller caller, Id<Project> project) {
            throw new UnsupportedOperationException();
        }
    }
}
