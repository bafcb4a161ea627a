package io.dosvm.libvirt.xml;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** What a running domain has room for: memory, vCPUs and slots that were there when it started. */
final class Headroom {
    private static final List<String> EXPRESS = List.of("pcie-root-port", "pcie-switch-downstream-port");
    private static final List<String> CONVENTIONAL = List.of("pci-root", "pci-bridge", "pcie-to-pci-bridge");
    private static final int SLOTS = 31;

    private final Element before;
    private final Element after;
    /** The slots left of each bus that devices can be plugged into, by its number. */
    private final Map<Long, Integer> free = new TreeMap<>();

    private final Set<Long> express = new HashSet<>();
    private final boolean isExpress;

    Headroom(Element before, Element after) {
        this.before = before;
        this.after = after;
        boolean root = false;
        for (Element controller : devices(before, "controller")) {
            String model = String.valueOf(controller.value("model", 0));
            long bus = number(controller.value("index", 0));
            root |= model.equals("pcie-root");
            if (EXPRESS.contains(model)) {
                express.add(bus);
                free.put(bus, 1);
            } else if (CONVENTIONAL.contains(model)) {
                free.put(bus, SLOTS);
            }
        }
        isExpress = root || String.valueOf(path(before, "os/type@machine")).contains("q35");
        if (!isExpress) {
            free.putIfAbsent(0L, SLOTS);
        }
        Set<String> used = places(before);
        used.retainAll(places(after));
        used.forEach(place -> take(number(place.substring(0, place.indexOf(' ')))));
    }

    /** Whether a condition of the table holds that is about both documents. */
    boolean holds(String key, List<String> values) {
        return accepts(values, path(before, key)) && accepts(values, path(after, key));
    }

    static boolean accepts(List<String> values, @Nullable String value) {
        String text = value == null ? "-" : value;
        return values.stream()
                .anyMatch(v -> v.endsWith("*") ? text.startsWith(v.substring(0, v.length() - 1)) : text.equals(v));
    }

    /** Whether the memory is what it was, but for modules that come and go. */
    boolean isModules() {
        return !ceiling().equals(bytes(before, "memory")) && ceiling().equals(bytes(after, "memory"));
    }

    /** Whether the slots for modules and the greatest size allow the modules there are to be. */
    boolean fitsModules() {
        long slots = number(path(before, "maxMemory@slots"));
        return devices(after, "memory").size() <= slots
                && ceiling().isPresent()
                && ceiling().get() <= bytes(before, "maxMemory").orElse(0L);
    }

    /** Whether the balloon can make it so. */
    boolean isBalloon() {
        Optional<Long> asked = bytes(after, "currentMemory");
        return asked.isPresent()
                && ceiling().isPresent()
                && asked.get() <= ceiling().get();
    }

    /** Whether vCPUs are added, of those that the domain has been started for. */
    boolean isMoreVcpus() {
        String had = path(before, "vcpu@current");
        String asked = path(after, "vcpu@current");
        long wanted = number(asked != null ? asked : path(after, "vcpu"));
        return had != null && wanted > number(had) && wanted <= number(path(before, "vcpu"));
    }

    /**
     * Whether a device can be plugged into a slot of this kind, or unplugged from where it is. What is plugged takes
     * the slot.
     */
    boolean slot(String kind, @Nullable Element removed, @Nullable Element added) {
        if (!kind.startsWith("pci")) {
            return devices(before, "controller").stream()
                    .anyMatch(c -> kind.equals(c.value("type", 0)) && !"none".equals(c.value("model", 0)));
        }
        String bus = bus(added != null ? added : Objects.requireNonNull(removed));
        if (bus != null) {
            return free.containsKey(number(bus)) && (added == null || take(number(bus)));
        }
        boolean wanted = isExpress && kind.equals("pcie");
        return added == null || free.keySet().stream().anyMatch(b -> express.contains(b) == wanted && take(b));
    }

    private boolean take(long bus) {
        int left = free.getOrDefault(bus, 0);
        free.computeIfPresent(bus, (b, n) -> Math.max(n - 1, 0));
        return left > 0;
    }

    /** The memory that the guest has without anything done but to its modules. */
    private Optional<Long> ceiling() {
        Optional<Long> had = modules(before);
        Optional<Long> has = modules(after);
        return bytes(before, "memory").flatMap(m -> had.flatMap(h -> has.map(n -> m - h + n)));
    }

    private static Optional<Long> modules(Element domain) {
        long sum = 0;
        for (Element module : devices(domain, "memory")) {
            Element target = module.first("target");
            Optional<Long> size = target == null ? Optional.empty() : bytes(target, "size");
            if (size.isEmpty()) {
                return Optional.empty();
            }
            sum += size.get();
        }
        return Optional.of(sum);
    }

    private static Optional<Long> bytes(Element parent, String key) {
        Element e = parent.first(key);
        try {
            return e == null
                    ? Optional.empty()
                    : Optional.of(Size.parse(
                                    key,
                                    e.text(),
                                    Size.Unit.parse(key, e.attribute("unit").orElse("KiB")))
                            .toBytes());
        } catch (XmlException | ArithmeticException x) {
            return Optional.empty();
        }
    }

    /** Bus and slot of each device. */
    private static Set<String> places(Element domain) {
        Set<String> places = new HashSet<>();
        Element devices = domain.first("devices");
        if (devices != null) {
            for (Element device : devices.children()) {
                String bus = bus(device);
                if (bus != null) {
                    places.add(bus + " " + path(device, "address@slot"));
                }
            }
        }
        return places;
    }

    private static @Nullable String bus(Element device) {
        return "pci".equals(path(device, "address@type")) ? path(device, "address@bus") : null;
    }

    private static List<Element> devices(Element domain, String key) {
        Element devices = domain.first("devices");
        return devices == null ? List.of() : devices.all(key);
    }

    private static long number(@Nullable String text) {
        try {
            return text == null ? 0 : Long.decode(text);
        } catch (NumberFormatException e) {
            return -1;
        }
    }

    /** What a path of the table says of an element: {@code a/b@c}, {@code @c}, {@code a}. */
    static @Nullable String path(Element element, String key) {
        int at = key.indexOf('@');
        Element e = element;
        for (String name : (at < 0 ? key : key.substring(0, at)).split("/")) {
            e = name.isEmpty() || e == null ? e : e.first(name);
        }
        return e == null ? null : at < 0 ? e.text().strip() : e.value(key, at + 1);
    }
}
