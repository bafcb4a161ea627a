package io.dosvm.architecture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.EvaluationResult;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** The house's arrows and nevers hold for every class of ours, and each of them bites. */
@Tag("static")
class ArchitectureTest {
    private static final JavaClasses OURS = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.dosvm");

    @TestFactory
    Stream<DynamicTest> rules_hold() {
        return rules().map(rule -> dynamicTest(rule.name(), () -> rule.rule().check(OURS)));
    }

    @TestFactory
    Stream<DynamicTest> rules_bite() {
        return rules().map(rule -> dynamicTest(rule.name(), () -> bite(rule)));
    }

    /** An empty room would keep every rule. */
    @Test
    void everyRoom_hasClasses() {
        Set<String> rooms = new HashSet<>(Set.of(
                "io.dosvm",
                "io.dosvm.engine",
                "io.dosvm.error",
                "io.dosvm.libvirt",
                "io.dosvm.libvirt.binding",
                "io.dosvm.libvirt.xml",
                "io.dosvm.libvirt.xml.install",
                "io.dosvm.spi",
                "io.dosvm.testkit",
                "io.dosvm.value"));
        OURS.stream().map(JavaClass::getPackageName).forEach(rooms::remove);
        assertEquals(Set.of(), rooms);
    }

    private static void bite(Rule rule) {
        assertTrue(!rule.planted().isEmpty(), "nothing planted");
        for (Class<?> planted : rule.planted()) {
            JavaClasses classes = new ClassFileImporter().importPackages(planted.getPackageName());
            EvaluationResult result = rule.rule().evaluate(classes);
            List<String> details = result.getFailureReport().getDetails();
            assertTrue(
                    details.stream().anyMatch(detail -> detail.contains(planted.getName())),
                    () -> planted.getName() + " is not found by: " + rule.name() + "; found: " + details);
        }
    }

    private static Stream<Rule> rules() {
        return Stream.concat(ArrowRules.all().stream(), NeverRules.all().stream());
    }
}
