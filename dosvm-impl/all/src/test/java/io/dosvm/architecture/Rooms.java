package io.dosvm.architecture;

import static com.tngtech.archunit.base.DescribedPredicate.not;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAPackage;
import static com.tngtech.archunit.core.domain.JavaClass.Predicates.resideInAnyPackage;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaClass;

/** The rooms of the house, by package. */
final class Rooms {
    static final DescribedPredicate<JavaClass> OURS =
            resideInAPackage("io.dosvm..").as("our classes");
    static final DescribedPredicate<JavaClass> SPI_VALUE_ERROR = resideInAnyPackage(
                    "io.dosvm.spi..", "io.dosvm.value..", "io.dosvm.error..")
            .as("spi, value and error");
    static final DescribedPredicate<JavaClass> API =
            resideInAPackage("io.dosvm").or(SPI_VALUE_ERROR).as("the api");
    static final DescribedPredicate<JavaClass> ENGINE =
            resideInAPackage("io.dosvm.engine..").as("the engine");
    static final DescribedPredicate<JavaClass> DOCUMENTS =
            resideInAPackage("io.dosvm.libvirt.xml..").as("the documents");
    static final DescribedPredicate<JavaClass> INSTALL =
            resideInAPackage("io.dosvm.libvirt.xml.install..").as("the virt-install builder");
    static final DescribedPredicate<JavaClass> LIBVIRT =
            resideInAPackage("io.dosvm.libvirt..").and(not(DOCUMENTS)).as("the libvirt driver");
    static final DescribedPredicate<JavaClass> BINDING =
            resideInAPackage("io.dosvm.libvirt.binding..").as("the libvirt binding");
    static final DescribedPredicate<JavaClass> AGENT =
            resideInAPackage("io.dosvm.agent..").as("the agent");
    static final DescribedPredicate<JavaClass> TESTKIT =
            resideInAPackage("io.dosvm.testkit..").as("the test kit");

    private Rooms() {}

    /** Our classes outside a room and outside what it may use. */
    static DescribedPredicate<JavaClass> oursBut(DescribedPredicate<JavaClass> allowed) {
        return OURS.and(not(allowed)).as("our classes but " + allowed.getDescription());
    }
}
