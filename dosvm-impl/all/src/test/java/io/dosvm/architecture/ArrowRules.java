package io.dosvm.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static io.dosvm.architecture.Rooms.AGENT;
import static io.dosvm.architecture.Rooms.API;
import static io.dosvm.architecture.Rooms.BINDING;
import static io.dosvm.architecture.Rooms.DOCUMENTS;
import static io.dosvm.architecture.Rooms.ENGINE;
import static io.dosvm.architecture.Rooms.INSTALL;
import static io.dosvm.architecture.Rooms.LIBVIRT;
import static io.dosvm.architecture.Rooms.OURS;
import static io.dosvm.architecture.Rooms.SPI_VALUE_ERROR;
import static io.dosvm.architecture.Rooms.TESTKIT;
import static io.dosvm.architecture.Rooms.oursBut;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.library.dependencies.SliceAssignment;
import com.tngtech.archunit.library.dependencies.SliceIdentifier;
import io.dosvm.agent.planted.ReachesTheApi;
import io.dosvm.engine.planted.ReachesADriver;
import io.dosvm.engine.planted.ReachesDocuments;
import io.dosvm.engine.planted.UsesJna;
import io.dosvm.engine.planted.UsesJunit;
import io.dosvm.engine.planted.circle.Back;
import io.dosvm.libvirt.planted.ReachesTheEngine;
import io.dosvm.libvirt.planted.UsesLibvirtConnect;
import io.dosvm.libvirt.planted.UsesRawLibvirt;
import io.dosvm.libvirt.xml.planted.ReachesInstall;
import io.dosvm.libvirt.xml.planted.ReachesValues;
import io.dosvm.spi.planted.ReachesTheTestKit;
import io.dosvm.testkit.planted.ReachesTheEngineToo;
import java.util.List;

/** Which room may know which. */
final class ArrowRules {
    private static final DescribedPredicate<JavaClass> DRIVER = LIBVIRT.or(AGENT);

    private ArrowRules() {}

    static List<Rule> all() {
        return List.of(
                Rule.of("api knows nothing else of ours", never(API, oursBut(API)), ReachesTheTestKit.class),
                Rule.of(
                        "spi, value and error do not know the nouns",
                        never(SPI_VALUE_ERROR, resideInAPackage("io.dosvm")),
                        io.dosvm.spi.planted.ReachesTheNouns.class),
                Rule.of(
                        "engine knows the api and itself only",
                        never(ENGINE, oursBut(API.or(ENGINE))),
                        ReachesADriver.class,
                        ReachesDocuments.class),
                Rule.of("documents know nothing of ours", never(DOCUMENTS, oursBut(DOCUMENTS)), ReachesValues.class),
                Rule.of(
                        "nothing needs the virt-install builder",
                        never(oursBut(INSTALL), INSTALL),
                        ReachesInstall.class),
                Rule.of(
                        "libvirt knows spi, value, error and the documents only",
                        never(LIBVIRT, oursBut(SPI_VALUE_ERROR.or(DOCUMENTS).or(LIBVIRT))),
                        ReachesTheEngine.class),
                Rule.of("a driver does not know the engine", never(DRIVER, ENGINE), ReachesTheEngine.class),
                Rule.of(
                        "agent knows spi, value and error only",
                        never(AGENT, oursBut(SPI_VALUE_ERROR.or(AGENT))),
                        ReachesTheApi.class),
                Rule.of(
                        "testkit knows spi, value and error only",
                        never(withoutExtension(), oursBut(SPI_VALUE_ERROR.or(TESTKIT))),
                        ReachesTheEngineToo.class),
                Rule.of("no circle between packages", noCircles(), Back.class),
                Rule.of(
                        "JNA is used in the binding only",
                        never(oursBut(BINDING), resideInAPackage("com.sun.jna..")),
                        UsesJna.class),
                Rule.of(
                        "libvirt-java is used in the binding only",
                        never(oursBut(BINDING), resideInAPackage("org.libvirt..")),
                        UsesRawLibvirt.class),
                Rule.of(
                        "Connect, Domain and their like are not used: they free natively in finalizers",
                        never(OURS, resideInAnyPackage("org.libvirt", "org.libvirt.event..")),
                        UsesLibvirtConnect.class),
                Rule.of(
                        "JUnit is known to the extension and the contract suite only",
                        never(
                                oursBut(resideInAnyPackage("io.dosvm.testkit.junit..", "io.dosvm.testkit.contract..")),
                                resideInAnyPackage("org.junit..", "org.opentest4j..")),
                        UsesJunit.class));
    }

    private static ArchRule never(DescribedPredicate<JavaClass> from, DescribedPredicate<JavaClass> to) {
        return noClasses().that(from).should().dependOnClassesThat(to);
    }

    /** The JUnit extension opens the whole product for a test, by its public API. */
    private static DescribedPredicate<JavaClass> withoutExtension() {
        return TESTKIT.and(not(resideInAPackage("io.dosvm.testkit.junit.."))).as("the test kit");
    }

    private static ArchRule noCircles() {
        return slices().assignedFrom(new Packages()).should().beFreeOfCycles();
    }

    /** Each package is a slice; generated code too. */
    private static final class Packages implements SliceAssignment {
        @Override
        public String getDescription() {
            return "packages";
        }

        @Override
        public SliceIdentifier getIdentifierOf(JavaClass type) {
            String name = type.getPackageName();
            return OURS.test(type) ? SliceIdentifier.of(name) : SliceIdentifier.ignore();
        }
    }
}
