package io.dosvm.libvirt.xml.planted;

import io.dosvm.libvirt.xml.install.VirtInstall;

public final class ReachesInstall {
    Class<?> builder() {
        return VirtInstall.class;
    }
}
