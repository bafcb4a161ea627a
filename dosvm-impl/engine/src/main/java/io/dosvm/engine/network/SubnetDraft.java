package io.dosvm.engine.network;

import io.dosvm.Project;
import io.dosvm.SubnetSpec;
import io.dosvm.value.RequestId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** What a caller sets of an IP plan; what was left out stays empty. */
final class SubnetDraft implements SubnetSpec {
    private @Nullable String cidr;
    private @Nullable String gateway;
    private final List<Range> ranges = new ArrayList<>();
    private @Nullable String domain;
    private @Nullable String description;
    private @Nullable RequestId requestId;
    private final Set<UUID> projects = new LinkedHashSet<>();

    record Range(String first, String last) {}

    @Override
    public SubnetSpec cidr(String network) {
        this.cidr = network;
        return this;
    }

    @Override
    public SubnetSpec gateway(String address) {
        this.gateway = address;
        return this;
    }

    @Override
    public SubnetSpec dhcp(String first, String last) {
        ranges.add(new Range(first, last));
        return this;
    }

    @Override
    public SubnetSpec domain(String name) {
        this.domain = name;
        return this;
    }

    @Override
    public SubnetSpec allow(Project... allowed) {
        for (Project project : allowed) {
            projects.add(project.id().value());
        }
        return this;
    }

    @Override
    public SubnetSpec description(String text) {
        this.description = text;
        return this;
    }

    @Override
    public SubnetSpec requestId(RequestId id) {
        this.requestId = id;
        return this;
    }

    Optional<String> cidr() {
        return Optional.ofNullable(cidr);
    }

    Optional<String> gateway() {
        return Optional.ofNullable(gateway);
    }

    List<Range> ranges() {
        return ranges;
    }

    /** The ranges as they are stored, if any was set. */
    Optional<List<String>> rangeTexts() {
        return ranges.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        ranges.stream().map(r -> r.first() + "-" + r.last()).toList());
    }

    Optional<String> domain() {
        return Optional.ofNullable(domain);
    }

    Optional<String> description() {
        return Optional.ofNullable(description);
    }

    Optional<RequestId> requestId() {
        return Optional.ofNullable(requestId);
    }

    Set<UUID> projects() {
        return projects;
    }
}
