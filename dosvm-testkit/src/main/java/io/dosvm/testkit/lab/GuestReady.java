package io.dosvm.testkit.lab;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a {@link TinyGuest} says of itself on its serial port when it is up.
 *
 * @param hostname its host name, from DHCP if the server gave one
 * @param ip its IPv4 address; {@code none} without a network card
 * @param port the port of its page
 * @param boots how often this disk has been booted, this time included; 0 without the boot disk
 * @since 0.1
 */
public record GuestReady(String hostname, String ip, int port, int boots) {
    private static final Pattern LINE =
            Pattern.compile("guest: ready hostname=(\\S+) ip=(\\S+) port=(\\d+) boots=(\\d+) mem=\\d+ cpus=\\d+ t=");

    /**
     * Finds the line by which a guest says that it is up.
     *
     * @param serialLog all that came from the guest's serial port
     * @param nth which such line, from 1: each boot writes one
     * @return what it says; empty if it is not there yet
     */
    public static Optional<GuestReady> find(String serialLog, int nth) {
        Matcher line = LINE.matcher(serialLog);
        for (int count = 0; count < nth; count++) {
            if (!line.find()) {
                return Optional.empty();
            }
        }
        return Optional.of(new GuestReady(
                line.group(1), line.group(2), Integer.parseInt(line.group(3)), Integer.parseInt(line.group(4))));
    }
}
