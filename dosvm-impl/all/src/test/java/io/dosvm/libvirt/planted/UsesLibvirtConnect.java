package io.dosvm.libvirt.planted;

import org.libvirt.Connect;
import org.libvirt.LibvirtException;

public final class UsesLibvirtConnect {
    Connect open() throws LibvirtException {
        return new Connect("test:///default");
    }
}
