package io.dosvm.spi.planted;

import io.dosvm.DosvmProvider;

public interface ReachesTheNouns {
    DosvmProvider provider();
}
