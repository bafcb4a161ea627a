package io.dosvm.engine.planted;

import io.dosvm.libvirt.planted.ReachesTheEngine;

public final class ReachesADriver {
    Class<?> driver() {
        return ReachesTheEngine.class;
    }
}
