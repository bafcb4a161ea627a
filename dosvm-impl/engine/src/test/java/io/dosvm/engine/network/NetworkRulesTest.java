package io.dosvm.engine.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.dosvm.engine.kernel.Violations;
import io.dosvm.error.ValidationException;
import io.dosvm.error.Violation;
import io.dosvm.spi.Networking.DhcpRange;
import io.dosvm.value.IpAddress;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class NetworkRulesTest {
    @Test
    void subnet_gatewayIsTheFirstAddressUnlessSet() {
        SubnetDefinition plan = plan(s -> s.cidr("10.0.0.0/24").dhcp("10.0.0.100", "10.0.0.200"));
        assertEquals(IpAddress.parse("10.0.0.1"), plan.gateway());
        assertEquals(plan, plan.stored().definition());
        assertEquals(
                IpAddress.parse("10.0.0.1"), plan(s -> s.cidr("10.0.0.0/8")).gateway());
        assertEquals(
                IpAddress.parse("10.0.0.1"), plan(s -> s.cidr("10.0.0.0/30")).gateway());
    }

    @Test
    void subnet_everyViolationAtOnce() {
        List<String> fields = violations(s -> s.cidr("10.0.0.0/24")
                .gateway("10.0.1.1")
                .dhcp("10.0.0.50", "10.0.0.40")
                .dhcp("10.0.0.255", "x")
                .domain("a b"));
        assertTrue(fields.containsAll(List.of("gateway", "dhcp[0].last", "dhcp[1].last", "domain")), fields.toString());
    }

    @Test
    void subnet_rangesStandApartFromEachOtherAndTheGateway() {
        assertEquals(List.of("dhcp[1]"), violations(s -> s.cidr("10.0.0.0/24")
                .dhcp("10.0.0.10", "10.0.0.50")
                .dhcp("10.0.0.50", "10.0.0.60")));
        assertEquals(
                List.of("dhcp[0]"),
                violations(s -> s.cidr("10.0.0.0/24").gateway("10.0.0.20").dhcp("10.0.0.10", "10.0.0.50")));
    }

    @Test
    void subnet_ofAnImpossibleNetwork_isRefused() {
        assertEquals(List.of("cidr"), violations(s -> s.cidr("10.0.0.0/31")));
        assertEquals(List.of("cidr"), violations(s -> s.cidr("10.0.0.1/24")));
        assertEquals(List.of("cidr"), violations(s -> s.cidr("8.0.0.0/7")));
        assertEquals(List.of("cidr"), violations(s -> s.cidr("fd00::/64")));
        assertEquals(List.of("cidr"), violations(s -> {}));
        assertEquals(List.of("gateway"), violations(s -> s.cidr("10.0.0.0/24").gateway("10.0.0.255")));
    }

    @Test
    void subnet_anEditKeepsWhatItDoesNotSet() {
        SubnetDefinition before = plan(s -> s.cidr("10.0.0.0/24")
                .gateway("10.0.0.9")
                .dhcp("10.0.0.100", "10.0.0.200")
                .domain("lab.internal"));
        assertEquals(before, plan(s -> {}, Optional.of(before)));
        SubnetDefinition renamed = plan(s -> s.domain("example.org"), Optional.of(before));
        assertEquals("example.org", renamed.domain());
        assertEquals(before.gateway(), renamed.gateway());
        assertEquals(before.dhcp(), renamed.dhcp());
        SubnetDefinition other = plan(s -> s.dhcp("10.0.0.20", "10.0.0.30"), Optional.of(before));
        assertEquals(List.of(new DhcpRange(IpAddress.parse("10.0.0.20"), IpAddress.parse("10.0.0.30"))), other.dhcp());
    }

    @Test
    void subnet_anEditThatLeavesOutsideWhatStays_isRefused() {
        SubnetDefinition before = plan(s -> s.cidr("10.0.0.0/24").dhcp("10.0.0.100", "10.0.0.200"));
        assertEquals(List.of("gateway", "dhcp[0]"), violations(s -> s.cidr("10.0.1.0/24"), Optional.of(before)));
    }

    @Test
    void network_namesAndInterfacesNeverReachAHostAsPaths() {
        Violations violations = new Violations();
        NetworkDraft draft = new NetworkDraft();
        draft.forwardInterface("../eth0; rm");
        NetworkRules.newNetwork(violations, "a/b\n", draft);
        ValidationException refused = assertThrows(ValidationException.class, violations::refuse);
        assertEquals(
                List.of("name", "nat", "subnet", "forwardInterface"),
                refused.violations().stream().map(Violation::field).toList());
        assertTrue(refused.getMessage().contains("a/b\\u000a"), refused.getMessage());
    }

    @Test
    void bridge_fitsLinux() {
        assertTrue(NetworkRow.bridgeOf(UUID.fromString("ffffffff-ffff-4fff-8fff-ffffffffffff"))
                        .length()
                <= 15);
    }

    private static SubnetDefinition plan(Consumer<SubnetDraft> fill) {
        return plan(fill, Optional.empty());
    }

    private static SubnetDefinition plan(Consumer<SubnetDraft> fill, Optional<SubnetDefinition> before) {
        Violations violations = new Violations();
        SubnetDraft draft = new SubnetDraft();
        fill.accept(draft);
        Optional<SubnetDefinition> plan = NetworkRules.subnet(violations, draft, before);
        violations.refuse();
        return plan.orElseThrow();
    }

    private static List<String> violations(Consumer<SubnetDraft> fill) {
        return violations(fill, Optional.empty());
    }

    private static List<String> violations(Consumer<SubnetDraft> fill, Optional<SubnetDefinition> before) {
        return assertThrows(ValidationException.class, () -> plan(fill, before)).violations().stream()
                .map(Violation::field)
                .toList();
    }
}
