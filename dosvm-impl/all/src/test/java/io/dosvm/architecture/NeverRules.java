package io.dosvm.architecture;

import static com.tngtech.archunit.core.domain.JavaClass.Predicates.assignableTo;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.type;
import static com.tngtech.archunit.lang.conditions.ArchConditions.have;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static io.dosvm.architecture.Rooms.ENGINE;
import static io.dosvm.architecture.Rooms.oursBut;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaField;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.lang.ArchRule;
import io.dosvm.engine.planted.HoldsState;
import io.dosvm.engine.planted.IPlanted;
import io.dosvm.engine.planted.LogsInfo;
import io.dosvm.engine.planted.MakesThreads;
import io.dosvm.engine.planted.PlantedImpl;
import io.dosvm.engine.planted.PlantedRules;
import io.dosvm.engine.planted.PrintsToTheConsole;
import io.dosvm.engine.planted.ReadsTheClock;
import io.dosvm.engine.planted.ReadsTheNanoClock;
import io.dosvm.engine.planted.RunsAShell;
import io.dosvm.engine.planted.Sleeps;
import io.dosvm.engine.planted.Synchronizes;
import io.dosvm.engine.planted.ThrowsDice;
import io.dosvm.engine.planted.UsesDate;
import io.dosvm.engine.planted.WritesSqlHandle;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** What no class does, and the few that must, by name. */
final class NeverRules {
    /** The production runtime: clock, chance and threads come from here. */
    private static final DescribedPredicate<JavaClass> RUNTIME = family("io.dosvm.spi.SystemRuntime");

    /** The runtime of simulations: its chance is seeded, and its threads run one at a time. */
    private static final DescribedPredicate<JavaClass> VIRTUAL_RUNTIME = family("io.dosvm.testkit.VirtualRuntime")
            .or(family("io.dosvm.testkit.VirtualTask"))
            .or(family("io.dosvm.testkit.Baton"));

    /** The C library and its event loop are one per process. */
    private static final DescribedPredicate<JavaClass> ONE_PER_PROCESS =
            family("io.dosvm.libvirt.binding.LibvirtLibrary").or(family("io.dosvm.libvirt.binding.EventLoop"));

    /** Generated after libvirt's elements, macTableManager among them. */
    private static final DescribedPredicate<JavaClass> ELEMENTS = resideInAPackage("io.dosvm.libvirt.xml.*..");

    /** HikariCP's own threads, in production only: simulations have no pool. */
    private static final DescribedPredicate<JavaClass> POOL = family("io.dosvm.engine.store.ConnectionPool");

    /** Drives programs and machines of the real world, for tests. */
    private static final DescribedPredicate<JavaClass> LAB = resideInAPackage("io.dosvm.testkit.lab..");

    private static final Pattern BAD_NAME = Pattern.compile(".*(Impl|Manager|Utils?)|I[A-Z][a-z].*");

    private static final DescribedPredicate<JavaClass> NOBODY = DescribedPredicate.<JavaClass>alwaysFalse();

    private NeverRules() {}

    static List<Rule> all() {
        return List.of(
                Rule.of(
                        "time comes from Runtime",
                        noCall(RUNTIME.or(LAB), NeverRules::readsTime),
                        ReadsTheClock.class,
                        ReadsTheNanoClock.class),
                Rule.of(
                        "chance and ids come from Runtime",
                        noCall(RUNTIME.or(VIRTUAL_RUNTIME).or(LAB), NeverRules::isChance),
                        ThrowsDice.class),
                Rule.of(
                        "threads come from Runtime",
                        noCall(
                                RUNTIME.or(VIRTUAL_RUNTIME)
                                        .or(ONE_PER_PROCESS)
                                        .or(POOL)
                                        .or(LAB),
                                NeverRules::makesThreads),
                        MakesThreads.class),
                Rule.of("nothing sleeps but by Runtime", noCall(RUNTIME, NeverRules::sleeps), Sleeps.class),
                Rule.of("java.util.Date and Calendar are not used", noDates(), UsesDate.class),
                Rule.of("locks are ReentrantLock: nothing is synchronized", noMonitors(), Synchronizes.class),
                Rule.of("no program is run by a shell", noShell(), RunsAShell.class),
                Rule.of(
                        "names say what, not Impl, Manager, Util or I*",
                        goodNames(),
                        PlantedImpl.class,
                        IPlanted.class),
                Rule.of("rules are pure: neither store nor host", pureRules(), PlantedRules.class),
                Rule.of("handles, drafts and work hold no SQL", noSqlOutsideStores(), WritesSqlHandle.class),
                Rule.of("nothing static has state", noStaticState(), HoldsState.class),
                Rule.of("nothing is logged at INFO", noCall(NOBODY, NeverRules::logsInfo), LogsInfo.class),
                Rule.of(
                        "nothing is printed",
                        noCall(LAB.or(resideInAPackage("io.dosvm.testkit.junit..")), NeverRules::prints)
                                .because("a library has no console"),
                        PrintsToTheConsole.class));
    }

    /** Of what is called: its class, its name, and both with the parameter types. */
    private interface Call {
        boolean test(String owner, String member, String full);
    }

    private static ArchRule noCall(DescribedPredicate<JavaClass> allowed, Call call) {
        DescribedPredicate<JavaAccess<?>> access = DescribedPredicate.describe(
                "forbidden",
                a -> call.test(
                        a.getTargetOwner().getName(),
                        a.getTarget().getName(),
                        a.getTarget().getFullName()));
        return noClasses().that(oursBut(allowed)).should().accessTargetWhere(access);
    }

    private static boolean readsTime(String owner, String member, String full) {
        boolean system = owner.equals("java.lang.System")
                && Set.of("currentTimeMillis", "nanoTime").contains(member);
        boolean now = owner.startsWith("java.time.") && member.equals("now");
        boolean clock = owner.equals("java.time.Clock") && member.startsWith("system");
        return system || now || clock;
    }

    private static boolean isChance(String owner, String member, String full) {
        // With a seed that Runtime gave, chance can be replayed.
        boolean unseeded =
                full.equals("java.util.Random.<init>()") || full.startsWith("java.security.SecureRandom.<init>(");
        return unseeded
                || owner.equals("java.util.concurrent.ThreadLocalRandom")
                || owner.equals("java.util.SplittableRandom")
                || owner.equals("java.lang.Math") && member.equals("random")
                || owner.equals("java.util.UUID") && member.equals("randomUUID");
    }

    private static boolean makesThreads(String owner, String member, String full) {
        boolean made = member.equals("<init>")
                && Set.of(
                                "java.lang.Thread",
                                "java.util.Timer",
                                "java.util.concurrent.ThreadPoolExecutor",
                                "java.util.concurrent.ScheduledThreadPoolExecutor",
                                "java.util.concurrent.ForkJoinPool")
                        .contains(owner);
        return made
                || owner.equals("java.util.concurrent.Executors")
                || owner.equals("java.util.concurrent.CompletableFuture") && member.endsWith("Async")
                || member.equals("commonPool")
                || member.startsWith("parallel") && owner.startsWith("java.util.");
    }

    private static boolean sleeps(String owner, String member, String full) {
        return member.equals("sleep")
                && Set.of("java.lang.Thread", "java.util.concurrent.TimeUnit").contains(owner);
    }

    private static boolean logsInfo(String owner, String member, String full) {
        return owner.equals("org.slf4j.Logger") && Set.of("info", "atInfo").contains(member);
    }

    private static boolean prints(String owner, String member, String full) {
        return owner.equals("java.lang.System") && Set.of("out", "err").contains(member)
                || member.equals("printStackTrace");
    }

    private static ArchRule noDates() {
        DescribedPredicate<JavaClass> dates = type(java.util.Date.class)
                .or(assignableTo(java.util.Calendar.class))
                .or(assignableTo(java.text.DateFormat.class));
        return noClasses().that(oursBut(NOBODY)).should().dependOnClassesThat(dates);
    }

    private static ArchRule noMonitors() {
        return classes()
                .that(oursBut(NOBODY))
                .should(have(DescribedPredicate.describe(
                        "no monitor", (JavaClass type) -> Bytecode.of(type).usesNoMonitor())));
    }

    private static ArchRule noShell() {
        return classes()
                .that(oursBut(NOBODY))
                .should(have(DescribedPredicate.describe(
                        "no shell", (JavaClass type) -> Bytecode.of(type).runsNoShell())));
    }

    private static ArchRule goodNames() {
        DescribedPredicate<JavaClass> bad = DescribedPredicate.describe(
                "a name that says how, not what",
                type -> BAD_NAME.matcher(type.getSimpleName()).matches());
        return noClasses().that(oursBut(ELEMENTS)).should(have(bad));
    }

    private static ArchRule pureRules() {
        DescribedPredicate<JavaClass> world = resideInAnyPackage("java.sql..", "org.jdbi..", "io.dosvm.engine.store..")
                .or(assignableTo("io.dosvm.spi.HostDriver"));
        return noClasses()
                .that(ENGINE)
                .and()
                .haveSimpleNameEndingWith("Rules")
                .should()
                .dependOnClassesThat(world);
    }

    /** By name: handles, drafts, views and work ask a store, a row or a table. */
    private static ArchRule noSqlOutsideStores() {
        return noClasses()
                .that(ENGINE)
                .and(DescribedPredicate.describe("are no store", (JavaClass type) -> type.getName()
                        .matches(".*(Rules|Handle|Draft|View|Work|Room)(\\$.*)?")))
                .should()
                .dependOnClassesThat(resideInAnyPackage("java.sql..", "javax.sql..", "org.jdbi.."));
    }

    private static ArchRule noStaticState() {
        DescribedPredicate<JavaField> ok = DescribedPredicate.describe(
                "a constant",
                field -> field.getModifiers().contains(JavaModifier.FINAL)
                        && !holdsState(field.getRawType().getName()));
        return fields().that()
                .areStatic()
                .and()
                .areDeclaredInClassesThat(oursBut(ONE_PER_PROCESS))
                .and(DescribedPredicate.describe("are written by hand", (JavaField field) -> !field.getModifiers()
                        .contains(JavaModifier.SYNTHETIC)))
                .should(have(ok));
    }

    /**
     * Types that are made to be changed; a constant {@code Map} or {@code List} is one of {@code of} or {@code copyOf}.
     */
    private static boolean holdsState(String type) {
        return type.startsWith("java.util.concurrent.")
                || type.equals("java.util.ArrayList")
                || type.endsWith("HashMap")
                || type.equals("java.lang.ThreadLocal")
                || type.equals("java.lang.StringBuilder");
    }

    private static DescribedPredicate<JavaClass> family(String name) {
        return DescribedPredicate.describe(
                name, type -> type.getName().equals(name) || type.getName().startsWith(name + "$"));
    }
}
