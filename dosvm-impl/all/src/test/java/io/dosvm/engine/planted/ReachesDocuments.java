package io.dosvm.engine.planted;

import io.dosvm.libvirt.xml.planted.ReachesValues;

public final class ReachesDocuments {
    Class<?> document() {
        return ReachesValues.class;
    }
}
