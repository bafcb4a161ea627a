package io.dosvm.libvirt.xml.live;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.dosvm.libvirt.xml.Change;
import io.dosvm.libvirt.xml.Diff;
import io.dosvm.libvirt.xml.Element;
import io.dosvm.libvirt.xml.domain.Domain;
import io.dosvm.testkit.lab.CommandResult;
import io.dosvm.testkit.lab.LabHost;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** A guest that runs, and what libvirt says to a change of it. */
final class LiveGuest implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final LabHost host;
    private final String name;
    /** What libvirt has last said of what runs, and of the definition as it was before all attempts. */
    private Domain running;

    private Domain definition;

    private LiveGuest(LabHost host, Domain domain) {
        this.host = host;
        this.name = domain.name().orElseThrow();
        must("define", file(domain.xml()));
        must("start", name);
        running = live();
        definition = stored();
    }

    /** Defines it and starts it. */
    static LiveGuest start(LabHost host, Domain domain) {
        return new LiveGuest(host, domain);
    }

    @Override
    public void close() {
        virsh("destroy", name);
        must("undefine", name);
    }

    Domain live() {
        running = Domain.parse(must("dumpxml", "--security-info", name).out());
        return running;
    }

    Domain stored() {
        return Domain.parse(
                must("dumpxml", "--security-info", "--inactive", name).out());
    }

    /** Waits for a text on the guest's serial port. */
    void awaitSays(Path serial, String text) {
        long end = System.nanoTime() + PATIENCE.toNanos() * 4;
        while (!says(serial, text)) {
            if (System.nanoTime() - end > 0) {
                throw new AssertionError(name + " does not say " + text);
            }
            must("domstate", name);
        }
    }

    private static boolean says(Path serial, String text) {
        try {
            return Files.exists(serial) && Files.readString(serial).contains(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is wrong with the answer for a change; empty if libvirt does as it says. */
    Optional<String> isWrong(Attempt attempt) {
        Domain before = running;
        Domain after = before.edit(attempt.edit());
        List<Change> changes = Diff.between(before, after);
        if (changes.stream().noneMatch(attempt::isAbout)) {
            return Optional.of("the difference is " + changes);
        }
        if (changes.stream().anyMatch(c -> c.applies() != attempt.answer())) {
            return Optional.of("the answer is " + changes);
        }
        return switch (attempt.answer()) {
            case LIVE -> isNotLive(attempt, before, after, changes);
            case NEXT_START -> isNotNextStart(attempt, before, after, changes);
            case RECREATE -> define(attempt).code() == 0 ? Optional.of("libvirt redefines it") : Optional.empty();
        };
    }

    private Optional<String> isNotLive(Attempt attempt, Domain before, Domain after, List<Change> changes) {
        Optional<String> refused = apply(attempt, before, after);
        if (refused.isPresent()) {
            return refused;
        }
        long end = System.nanoTime() + PATIENCE.toNanos();
        List<String> left = same(Diff.between(live(), after), changes);
        while (!left.isEmpty() && System.nanoTime() - end < 0) {
            left = same(Diff.between(live(), after), changes);
        }
        return left.isEmpty() ? Optional.empty() : Optional.of("not there after the call: " + left);
    }

    private Optional<String> isNotNextStart(Attempt attempt, Domain before, Domain after, List<Change> changes) {
        boolean accepted = (!attempt.call().isEmpty() || !calls(before, after).isEmpty())
                && apply(attempt, before, after).isEmpty();
        List<String> left = same(Diff.between(live(), after), changes);
        if (accepted && left.size() < changes.size()) {
            return Optional.of("libvirt did it live, there is left " + left);
        }
        CommandResult defined = define(attempt);
        if (defined.code() != 0) {
            return Optional.of("not redefined: " + defined.err().strip());
        }
        List<String> lost = same(Diff.between(stored(), definition.edit(attempt.edit())), changes);
        return lost.isEmpty() ? Optional.empty() : Optional.of("not in the stored definition: " + lost);
    }

    /** Starts it anew with all these changes together, and says which are not there. */
    List<String> missingAfterStart(Collection<Attempt> attempts) {
        Domain asked = definition;
        for (Attempt attempt : attempts) {
            asked = asked.edit(attempt.edit());
        }
        List<Change> changes = Diff.between(definition, asked);
        must("define", file(asked.xml()));
        must("destroy", name);
        must("start", name);
        definition = stored();
        return same(Diff.between(live(), asked), changes);
    }

    private CommandResult define(Attempt attempt) {
        return virsh("define", file(definition.edit(attempt.edit()).xml()));
    }

    /** Makes the change in what runs; gives libvirt's words if it refuses. */
    private Optional<String> apply(Attempt attempt, Domain before, Domain after) {
        List<List<String>> calls = attempt.call().isEmpty() ? calls(before, after) : List.of(attempt.call());
        if (calls.isEmpty()) {
            return Optional.of("there is no call for it");
        }
        for (List<String> call : calls) {
            List<String> words = new ArrayList<>(call);
            words.add(1, name);
            CommandResult result = virsh(words.toArray(String[]::new));
            if (result.code() != 0) {
                return Optional.of(call.get(0) + ": " + result.err().strip());
            }
        }
        return Optional.empty();
    }

    /** The calls that bring the devices of one document to those of the other. */
    private List<List<String>> calls(Domain before, Domain after) {
        Map<String, List<Element>> old = devices(before);
        Map<String, List<Element>> asked = devices(after);
        List<List<String>> calls = new ArrayList<>();
        for (String kind : Stream.concat(old.keySet().stream(), asked.keySet().stream())
                .distinct()
                .toList()) {
            List<Element> gone = without(old.get(kind), asked.get(kind));
            List<Element> come = without(asked.get(kind), old.get(kind));
            if (gone.size() == come.size()) {
                come.forEach(e -> calls.add(List.of("update-device", file(e.xml()), "--live")));
            } else {
                gone.forEach(e -> calls.add(List.of("detach-device", file(e.xml()), "--live")));
                come.forEach(e -> calls.add(List.of("attach-device", file(e.xml()), "--live")));
            }
        }
        return calls;
    }

    private static Map<String, List<Element>> devices(Domain domain) {
        Map<String, List<Element>> devices = new TreeMap<>();
        domain.devices().orElseThrow().element().children().forEach(e -> devices.computeIfAbsent(
                        e.name(), n -> new ArrayList<>())
                .add(e));
        return devices;
    }

    private static List<Element> without(List<Element> all, List<Element> others) {
        List<Element> rest = others == null ? List.of() : others;
        return all == null
                ? List.of()
                : all.stream()
                        .filter(e -> rest.stream().noneMatch(e::sameMeaning))
                        .toList();
    }

    /** The paths of changes that are among others. */
    private static List<String> same(List<Change> changes, List<Change> others) {
        List<String> paths = others.stream().map(Change::path).toList();
        return changes.stream()
                .filter(c -> paths.contains(c.path()))
                .map(Change::toString)
                .toList();
    }

    private String file(String xml) {
        try {
            return Files.writeString(host.images().resolve(name + Integer.toHexString(xml.hashCode()) + ".xml"), xml)
                    .toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    CommandResult must(String... words) {
        CommandResult result = virsh(words);
        assertEquals(0, result.code(), () -> Arrays.toString(words) + ": " + result.err());
        return result;
    }

    CommandResult virsh(String... words) {
        return host.exec(Stream.concat(Stream.of("virsh", "--quiet"), Arrays.stream(words))
                .toArray(String[]::new));
    }
}
