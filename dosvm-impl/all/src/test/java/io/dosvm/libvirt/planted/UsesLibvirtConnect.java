package io.dosvm.libvirt.planted;

import org.libvirt.Connect;

public final class UsesLibvirtConnect {
    Connect open() {
        return new Connect();
    }
}
