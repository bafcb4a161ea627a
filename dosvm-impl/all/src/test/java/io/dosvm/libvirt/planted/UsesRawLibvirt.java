package io.dosvm.libvirt.planted;

import org.libvirt.jna.Libvirt;

public final class UsesRawLibvirt {
    Class<?> raw() {
        return Libvirt.class;
    }
}
