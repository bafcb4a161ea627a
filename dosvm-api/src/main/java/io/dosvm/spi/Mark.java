package io.dosvm.spi;

import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/**
 * What everything carries that we make on a host: whose it is, which object, and of which making.
 *
 * @param owner the control plane
 * @param id the object's identity in its store
 * @param generation grows with every start of a VM; 0 for what is made once
 * @since 0.1
 */
public record Mark(UUID owner, UUID id, long generation) {
    private static final String PREFIX = "dosvm-";

    /**
     * The name on the host: made from the mark alone, so that nothing a user types becomes a name or a path there.
     *
     * @return {@code dosvm-}, eight hexadecimal digits of the owner, {@code -}, the id
     */
    public String madeName() {
        return PREFIX + ownerPart(owner) + "-" + id;
    }

    /**
     * Whether a name on a host was made by this owner.
     *
     * @param owner the control plane
     * @param name a name seen on a host, without file ending
     * @return the object's id if it was
     */
    public static Optional<UUID> idOf(UUID owner, String name) {
        String start = PREFIX + ownerPart(owner) + "-";
        if (!name.startsWith(start)) {
            return Optional.empty();
        }
        try {
            return Optional.of(UUID.fromString(name.substring(start.length())));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static String ownerPart(UUID owner) {
        return String.format(Locale.ROOT, "%08x", (int) (owner.getMostSignificantBits() >>> 32));
    }
}
