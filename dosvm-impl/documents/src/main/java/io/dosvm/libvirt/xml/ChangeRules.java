package io.dosvm.libvirt.xml;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The table of when changes take effect, {@code changes.txt}, for one kind of document. A line has a path, an effect
 * and conditions. The longest path that fits decides, among equals the first; {@code +} means that an entry of a list,
 * or an element of its own, comes or goes as a whole, {@code *} is any beginning. Effects:
 *
 * <pre>
 * live        libvirt changes it in what runs (QEMU), and in the stored definition
 * next-start  the stored definition can change, what runs keeps the old one until it starts again
 * recreate    libvirt refuses; only a new object can have it
 * status      libvirt's own report: never a difference
 * </pre>
 *
 * <p>All conditions have to hold; what no line fits has the effect that the line of the document names:
 *
 * <pre>
 * when PATH VALUE...  in the entry of the list (a disk), before and after; - is none, a* is what begins so
 * in PATH VALUE...    the same in the document
 * to VALUE...         the new value
 * set                 there is a new value: it does not go away
 * only, not TEXT...   each of both values begins with one of these, or with none
 * media               another medium is in the drive
 * balloon             memory within what the domain was started with, and the modules of both documents
 * modules             memory that differs by its modules alone
 * room                slots and size for memory modules
 * more                vCPUs are added, of those that the domain was started for
 * slot KIND           pcie, pci: a free slot to plug it, or it is where it can be unplugged; else: such a controller
 * </pre>
 *
 * <p>Keys say what makes a list entry the same entry; without a key the position does. The lines for domains and
 * networks are tried on live ones, each, by LiveChangesTest and LiveNetworksTest.
 */
final class ChangeRules {
    /** One line of the table. */
    private record Rule(String path, String effect, List<List<String>> conditions) {
        boolean fits(String changed) {
            return path.startsWith("*")
                    ? changed.endsWith(path.substring(1))
                    : changed.equals(path)
                            || changed.startsWith(path) && "/@".indexOf(changed.charAt(path.length())) >= 0;
        }
    }

    /**
     * A change.
     *
     * @param path where, without what names the entries of lists
     * @param before the entry of a list that it lies in, or else the document; null if it is added as a whole
     * @param after the same; null if it is removed as a whole
     * @param from the value that was there; for an entry as a whole anything
     * @param to the value that is to be there
     */
    record Place(
            String path,
            @Nullable Element before,
            @Nullable Element after,
            @Nullable String from,
            @Nullable String to) {}

    private static final Set<String> CONDITIONS =
            Set.of("when", "in", "to", "set", "only", "not", "media", "balloon", "modules", "room", "more", "slot");

    private final String otherwise;
    private final List<Rule> rules;
    private final Map<String, List<String>> keys;

    private ChangeRules(String otherwise, List<Rule> rules, Map<String, List<String>> keys) {
        this.otherwise = otherwise;
        this.rules = rules;
        this.keys = keys;
    }

    /** The rules of a kind; for a kind that is not in the table everything has to be made anew. */
    static ChangeRules of(String document) {
        String otherwise = "recreate";
        List<Rule> rules = new ArrayList<>();
        Map<String, List<String>> keys = new HashMap<>();
        boolean here = false;
        try (InputStream in = Objects.requireNonNull(ChangeRules.class.getResourceAsStream("changes.txt"));
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                List<String> word = List.of(line.strip().split(" "));
                if (line.isBlank() || line.startsWith("#")) {
                    continue;
                }
                if (word.get(0).equals("document")) {
                    here = word.get(1).equals(document);
                    otherwise = here ? word.get(2) : otherwise;
                } else if (here && word.get(0).equals("key")) {
                    keys.put(word.get(1), word.subList(2, word.size()));
                } else if (here) {
                    List<List<String>> conditions = new ArrayList<>();
                    for (int i = 2, end; i < word.size(); i = end) {
                        end = i + 1;
                        while (end < word.size() && !CONDITIONS.contains(word.get(end))) {
                            end++;
                        }
                        conditions.add(word.subList(i, end));
                    }
                    String path = word.get(0).startsWith("./") ? word.get(0).substring(2) : word.get(0);
                    rules.add(new Rule(path, word.get(1), conditions));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new ChangeRules(otherwise, rules, keys);
    }

    /** What makes an entry of a list the same one; empty if nothing does but its place. */
    String identity(String path, Element entry) {
        StringBuilder identity = new StringBuilder();
        for (String key : keys.getOrDefault(path, List.of())) {
            String value = Headroom.path(entry, key);
            if (value != null) {
                identity.append(identity.length() == 0 ? "" : ",").append(value);
            }
        }
        return identity.toString();
    }

    /** Whether an element that comes or goes as a whole has a line of its own. */
    boolean isWhole(String path) {
        return rules.stream().anyMatch(rule -> rule.path.equals(path));
    }

    /** When a change takes effect; empty if it is none. */
    Optional<Change.Applies> applies(Place place, Headroom room) {
        String effect = otherwise;
        int longest = -1;
        for (Rule rule : rules) {
            if (rule.path.length() > longest
                    && rule.fits(place.path)
                    && rule.conditions.stream().allMatch(c -> holds(c, place, room))) {
                longest = rule.path.length();
                effect = rule.effect;
            }
        }
        return switch (effect) {
            case "live" -> Optional.of(Change.Applies.LIVE);
            case "next-start" -> Optional.of(Change.Applies.NEXT_START);
            case "recreate" -> Optional.of(Change.Applies.RECREATE);
            case "status" -> Optional.empty();
            default -> throw new IllegalStateException("the table has no word " + effect);
        };
    }

    private static boolean holds(List<String> condition, Place place, Headroom room) {
        List<String> words = condition.subList(1, condition.size());
        Stream<String> values = Stream.concat(Stream.ofNullable(place.from), Stream.ofNullable(place.to));
        return switch (condition.get(0)) {
            case "when" ->
                Stream.concat(Stream.ofNullable(place.before), Stream.ofNullable(place.after))
                        .allMatch(
                                e -> Headroom.accepts(words.subList(1, words.size()), Headroom.path(e, words.get(0))));
            case "in" -> room.holds(words.get(0), words.subList(1, words.size()));
            case "to" -> Headroom.accepts(words, place.to);
            case "set" -> place.to != null;
            case "only" -> values.allMatch(v -> words.stream().anyMatch(v::startsWith));
            case "not" -> values.noneMatch(v -> words.stream().anyMatch(v::startsWith));
            case "media" -> place.before != null && place.after != null && isOtherMedium(place.before, place.after);
            case "balloon" -> room.isBalloon();
            case "modules" -> room.isModules();
            case "room" -> room.fitsModules();
            case "more" -> room.isMoreVcpus();
            case "slot" -> room.slot(words.get(0), place.before, place.after);
            default -> throw new IllegalStateException("the table has no condition " + condition);
        };
    }

    private static boolean isOtherMedium(Element before, Element after) {
        Element old = before.first("source");
        Element source = after.first("source");
        return source != null && (old == null || !old.sameMeaning(source));
    }
}
