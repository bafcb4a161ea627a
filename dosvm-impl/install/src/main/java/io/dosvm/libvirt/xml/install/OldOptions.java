package io.dosvm.libvirt.xml.install;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Options that virt-install still takes and no longer explains: what is said with them today. */
final class OldOptions {
    private static final Map<String, String> GRAPHICS =
            Map.of("vncport", "port", "vnclisten", "listen", "keymap", "keymap");

    private final List<String> files = new ArrayList<>();
    private final List<String> sizes = new ArrayList<>();
    private final List<String> macs = new ArrayList<>();
    private final List<String> display = new ArrayList<>();
    private boolean full;

    /** Takes an option; false if it is not one of these. */
    boolean apply(String option, String value) {
        switch (option) {
            case "file" -> files.add(value);
            case "file-size" -> sizes.add(value);
            case "nonsparse" -> full = true;
            case "mac" -> macs.add(value);
            case "vnc", "sdl" -> display.add(0, option);
            case "vncport", "vnclisten", "keymap" -> display.add(GRAPHICS.get(option) + "=" + value);
            default -> {
                return false;
            }
        }
        return true;
    }

    /**
     * What was said, as options of today and their values.
     *
     * @param networks how many there are without these
     */
    List<Map.Entry<String, String>> today(int networks) {
        List<Map.Entry<String, String>> all = new ArrayList<>();
        for (int i = 0; i < Math.max(files.size(), sizes.size()); i++) {
            String path = i < files.size() ? ",path=" + files.get(i) : "";
            String size = i < sizes.size() ? ",size=" + sizes.get(i) : "";
            all.add(Map.entry("disk", (path + size + (full ? ",sparse=no" : "")).substring(1)));
        }
        for (int i = networks; i < macs.size(); i++) {
            all.add(Map.entry("network", "default"));
        }
        if (!display.isEmpty()) {
            all.add(Map.entry("graphics", String.join(",", display)));
        }
        return all;
    }

    /** The addresses of the first network cards. */
    List<String> macs() {
        return macs;
    }
}
