package io.dosvm.agent.planted;

import io.dosvm.DosvmProvider;

public interface ReachesTheApi {
    DosvmProvider provider();
}
