package io.dosvm.engine.host;

import io.dosvm.engine.kernel.Differences;
import io.dosvm.engine.kernel.Names;
import io.dosvm.engine.kernel.Violations;
import io.dosvm.spi.HostDriver;
import io.dosvm.value.ByteSize;
import io.dosvm.value.HostUri;

/** The rules of hosts. Pure. */
final class HostRules {
    private static final int LONGEST_URI = 1000;

    private static final int LONGEST_REASON = 400;

    private HostRules() {}

    static Violations create(String name, HostDraft draft) {
        Violations violations = new Violations();
        Names.check(violations, name);
        violations.check(draft.uri().isPresent(), "uri", "(not set)", "a host needs a URI, such as qemu:///system");
        values(violations, draft);
        return violations;
    }

    static Violations edit(HostRow row, HostDraft draft) {
        Violations violations = new Violations();
        violations.check(draft.requestId().isEmpty(), "requestId", "set", "only where something is created");
        violations.check(!draft.takesOver(), "takeOver", "set", "only where the host is created");
        values(violations, draft);
        draft.maxVmMemory().ifPresent(size -> fits(violations, size, row.facts()));
        return violations;
    }

    /** What can only be checked when the machine is known. */
    static Violations machine(HostRow row, HostDriver.HostFacts facts) {
        Violations violations = new Violations();
        row.setVmMemory().ifPresent(size -> fits(violations, size, facts));
        return violations;
    }

    /** Why a person is sure that a host is dead. */
    static Violations reason(String text) {
        return new Violations()
                .check(
                        !text.isBlank()
                                && text.length() <= LONGEST_REASON
                                && text.codePoints().noneMatch(Character::isISOControl),
                        "reason",
                        text,
                        "1–" + LONGEST_REASON + " characters without control characters");
    }

    static Differences differences(HostRow row, HostDraft draft) {
        return new Differences()
                .compare("uri", draft.uri(), row.uri().toString())
                .compare("description", draft.description(), row.description())
                .compare("maxVmMemory", draft.maxVmMemory(), row.maxVmMemory())
                .compare("maxVcpus", draft.maxVcpus(), row.maxVcpus());
    }

    private static void values(Violations violations, HostDraft draft) {
        draft.uri().ifPresent(text -> {
            violations.check(text.length() <= LONGEST_URI, "uri", text, "up to 1,000 characters");
            violations.parse("uri", text, HostUri::parse);
        });
        draft.description().ifPresent(text -> Names.checkDescription(violations, text));
        draft.maxVmMemory().ifPresent(size -> violations.check(size.isPositive(), "maxVmMemory", size, "above zero"));
        draft.maxVcpus()
                .ifPresent(count -> violations.check(
                        count >= 1 && count <= HostCapacity.MAX_VCPUS,
                        "maxVcpus",
                        count,
                        "1–" + HostCapacity.MAX_VCPUS));
    }

    private static void fits(Violations violations, ByteSize size, HostDriver.HostFacts facts) {
        ByteSize highest = HostCapacity.highestVmMemory(facts.memory());
        violations.check(
                size.compareTo(highest) <= 0,
                "maxVmMemory",
                size,
                "at most " + highest + ": the machine has " + facts.memory() + " and keeps " + HostCapacity.KEPT);
    }
}
