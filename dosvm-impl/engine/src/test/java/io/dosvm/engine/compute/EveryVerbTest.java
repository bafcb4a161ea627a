package io.dosvm.engine.compute;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dosvm.Audit;
import io.dosvm.AuditRecord;
import io.dosvm.Dosvm;
import io.dosvm.Event;
import io.dosvm.Events;
import io.dosvm.Operations;
import io.dosvm.Subscription;
import io.dosvm.VmAddresses;
import io.dosvm.VmForward;
import io.dosvm.engine.store.TestDatabases;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Whatever can be called through the API either changes nothing, or some use case of {@link EveryStepTest} calls it,
 * and the audit log tells of it.
 */
class EveryVerbTest {
    /** What changes nothing: reviewed by hand, and no word here is without its method. */
    private static final Set<String> READS = Set.of(
            "as",
            "audit",
            "addresses",
            "await",
            "close",
            "events",
            "find",
            "forwards",
            "get",
            "hosts",
            "id",
            "images",
            "instances",
            "list",
            "networks",
            "objects",
            "onProgress",
            "operations",
            "pools",
            "projects",
            "require",
            "status",
            "stream",
            "subnets",
            "target",
            "vms",
            "volumes",
            "watch");

    /** All of whose methods change nothing; beside what is called {@code …Status}. */
    private static final Set<Class<?>> READERS = Set.of(
            Audit.class,
            AuditRecord.class,
            Event.class,
            Events.class,
            Operations.class,
            Subscription.class,
            VmAddresses.class,
            VmForward.class);

    @TempDir
    Path folder;

    @Test
    void everyVerbThatChangesSomething_isInAUseCase_andInTheAuditLog() {
        CalledVerbs verbs = new CalledVerbs();
        Set<String> audited;
        try (Scene scene = new Scene(7, TestDatabases.memory(), folder, verbs::before)) {
            scene.nginx();
            int round = 0;
            for (UseCase useCase : UseCase.all()) {
                round++;
                useCase.before().run(scene, round);
                verbs.listen(true);
                useCase.act().run(scene, round);
                verbs.listen(false);
                useCase.after().run(scene, round);
                useCase.clear().run(scene, round);
            }
            scene.settle();
            scene.check("after every use case");
            scene.checkBare("after every use case");
            audited = scene.dosvm.audit().read(Instant.EPOCH, scene.world.now().plusSeconds(1), "", 1000).stream()
                    .map(AuditRecord::action)
                    .collect(Collectors.toSet());
        }
        Set<String> silent = new TreeSet<>();
        Set<String> missing = new TreeSet<>();
        Set<String> unknownReads = new TreeSet<>(READS);
        for (Class<?> noun : nouns()) {
            for (Method method : noun.getMethods()) {
                if (!Modifier.isStatic(method.getModifiers()) && !unknownReads.remove(method.getName())) {
                    String name = CalledVerbs.name(noun, method);
                    if (!READS.contains(method.getName()) && !verbs.called().contains(name)) {
                        missing.add(name);
                    }
                    if (!READS.contains(method.getName()) && !audited.contains(action(noun, method))) {
                        silent.add(name);
                    }
                }
            }
        }
        assertEquals(Set.of(), missing, "no use case calls");
        assertEquals(Set.of(), unknownReads, "reads that do not exist");
        assertEquals(Set.of(), silent, "no audit record has the name of");
    }

    /** Of {@code Vms.create} it is {@code vm.create}; what is ensured and not there is created. */
    private static String action(Class<?> noun, Method method) {
        String one = noun.getSimpleName().replaceFirst("s$", "");
        String verb = method.getName().equals("ensure") ? "create" : method.getName();
        return one.substring(0, 1).toLowerCase(Locale.ROOT) + one.substring(1) + "." + verb;
    }

    /** Every interface with verbs that can be reached from an open control plane. */
    private static Set<Class<?>> nouns() {
        Set<Class<?>> found = new LinkedHashSet<>();
        Deque<Type> left = new ArrayDeque<>(Set.of(Dosvm.class));
        while (!left.isEmpty()) {
            Type next = left.pop();
            if (next instanceof ParameterizedType generic) {
                left.push(generic.getRawType());
                List.of(generic.getActualTypeArguments()).forEach(left::push);
            } else if (next instanceof Class<?> type && hasVerbs(type) && found.add(type)) {
                for (Method method : type.getMethods()) {
                    left.push(method.getGenericReturnType());
                }
                for (Type above : type.getGenericInterfaces()) {
                    if (above instanceof ParameterizedType generic) {
                        List.of(generic.getActualTypeArguments()).forEach(left::push);
                    }
                }
            }
        }
        return found;
    }

    private static boolean hasVerbs(Class<?> type) {
        return type.isInterface()
                && type.getPackage().equals(Dosvm.class.getPackage())
                && !type.getSimpleName().endsWith("Status")
                && !READERS.contains(type);
    }
}
