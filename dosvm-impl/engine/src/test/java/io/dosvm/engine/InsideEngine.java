package io.dosvm.engine;

import io.dosvm.Dosvm;
import io.dosvm.engine.compute.ComputeRoom;

/** Lets the tests of a room see what the API does not show. */
public final class InsideEngine {
    private InsideEngine() {}

    /** The compute room behind an open control plane. */
    public static ComputeRoom compute(Dosvm dosvm) {
        return ((EngineDosvm) dosvm).engine().rooms().compute();
    }
}
