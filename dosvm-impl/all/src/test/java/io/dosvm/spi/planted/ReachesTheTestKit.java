package io.dosvm.spi.planted;

import io.dosvm.testkit.planted.ReachesTheEngineToo;

public final class ReachesTheTestKit {
    ReachesTheEngineToo kit = new ReachesTheEngineToo();
}
