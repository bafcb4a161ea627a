package io.dosvm.testkit.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A process that cannot be mistaken for a later one of the same number: number, start time in clock ticks after boot,
 * and which boot that was.
 */
record Owner(long pid, long startTicks, String boot) {
    private static final String FILE = "owner";
    private static final int START_TIME_AFTER_NAME = 19;

    static Owner current() {
        long pid = ProcessHandle.current().pid();
        return new Owner(pid, startTicks(pid).orElseThrow(() -> new LabException("no /proc/" + pid)), currentBoot());
    }

    /** Who owns a lab; empty if it does not say, as when its maker died before it could. */
    static Optional<Owner> of(Path lab) {
        try {
            String[] words = Files.readString(lab.resolve(FILE)).strip().split(" ", -1);
            return words.length == 3
                    ? Optional.of(new Owner(Long.parseLong(words[0]), Long.parseLong(words[1]), words[2]))
                    : Optional.empty();
        } catch (IOException | NumberFormatException e) {
            return Optional.empty();
        }
    }

    void write(Path lab) throws IOException {
        Files.writeString(lab.resolve(FILE), pid + " " + startTicks + " " + boot + "\n");
    }

    boolean alive() {
        return boot.equals(currentBoot())
                && startTicks(pid).filter(t -> t == startTicks).isPresent();
    }

    private static String currentBoot() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/random/boot_id")).strip();
        } catch (IOException e) {
            throw new LabException("cannot read the boot id", e);
        }
    }

    private static Optional<Long> startTicks(long pid) {
        try {
            String stat = Files.readString(Path.of("/proc", Long.toString(pid), "stat"));
            // the name in parentheses may hold anything, spaces and parentheses too
            String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
            return fields[0].equals("Z")
                    ? Optional.empty()
                    : Optional.of(Long.parseLong(fields[START_TIME_AFTER_NAME]));
        } catch (IOException e) {
            return Optional.empty();
        }
    }
}
