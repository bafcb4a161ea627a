package io.dosvm.libvirt.xml;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.dosvm.libvirt.xml.domain.Domain;
import io.dosvm.libvirt.xml.domain.DomainType;
import io.dosvm.libvirt.xml.domain.OsType;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SchemasTest {
    private Schemas schemas = Schemas.in(Rng.INSTALLED);

    @BeforeEach
    void installed() {
        assumeTrue(Distribution.hasSchemas(), "libvirt's schemas are not installed");
        schemas = Schemas.installed().orElseThrow();
    }

    @Test
    void aSoundDomain_isValid() {
        Domain d = Domain.of(
                b -> b.type(DomainType.QEMU).name("a").memory(Size.gib(1)).os(o -> o.type(OsType.HVM)));
        assertEquals(List.of(), schemas.validate(d));
    }

    @Test
    void aViolation_saysWhere() {
        Domain d = Domain.of(b -> b.type(new DomainType("none"))
                .name("a")
                .memory(Size.gib(1))
                .os(o -> o.type(OsType.HVM))
                .devices(v -> v.disk(k -> {}).disk(k -> k.raw().child("flux", f -> {}))));
        List<Violation> violations = schemas.validate(d);
        assertTrue(violations.size() >= 2, violations.toString());
        assertEquals("/domain", violations.get(0).path());
        assertTrue(
                violations.stream().anyMatch(v -> v.path().startsWith("/domain/devices/disk[2]")),
                violations.toString());
    }

    @Test
    void otherDocuments_haveTheirSchemas() {
        for (String root : List.of(
                "network",
                "networkport",
                "pool",
                "volume",
                "storagepoolCapabilities",
                "filter",
                "filterbinding",
                "secret",
                "domainsnapshot",
                "domaincheckpoint",
                "domainbackup",
                "device",
                "interface",
                "capabilities",
                "domainCapabilities",
                "cpu")) {
            List<Violation> violations = schemas.validate(Document.parse("<" + root + " nonsense='1'/>"));
            assertTrue(violations.stream().anyMatch(v -> v.message().contains("nonsense")), root + violations);
        }
    }

    @Test
    void withoutASchema_thereIsAClearError() {
        assertThrows(XmlException.class, () -> schemas.validate(Document.parse("<unheard-of/>")));
        Schemas elsewhere = Schemas.in(Path.of("nowhere"));
        assertThrows(XmlException.class, () -> elsewhere.validate(Document.parse("<domain/>")));
    }
}
