package io.dosvm.libvirt.binding;

import java.util.UUID;

/**
 * A domain, network or pool as a list names it.
 *
 * @param uuid its UUID
 * @param name its name
 * @since 0.1
 */
public record ObjectRef(UUID uuid, String name) {}
