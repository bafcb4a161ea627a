package io.dosvm.libvirt.xml.planted;

import io.dosvm.value.ByteSize;

public final class ReachesValues {
    Class<?> value() {
        return ByteSize.class;
    }
}
