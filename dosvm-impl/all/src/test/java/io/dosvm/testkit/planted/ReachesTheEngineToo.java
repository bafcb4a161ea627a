package io.dosvm.testkit.planted;

import io.dosvm.engine.planted.PlantedImpl;

public final class ReachesTheEngineToo {
    PlantedImpl engine = new PlantedImpl();
}
