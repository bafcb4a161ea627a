package io.dosvm.libvirt.planted;

import io.dosvm.engine.planted.PlantedImpl;

public final class ReachesTheEngine {
    PlantedImpl engine = new PlantedImpl();
}
