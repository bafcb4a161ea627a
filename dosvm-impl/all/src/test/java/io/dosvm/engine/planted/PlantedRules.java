package io.dosvm.engine.planted;

import io.dosvm.spi.HostDriver;

public interface PlantedRules {
    boolean allows(HostDriver host);
}
