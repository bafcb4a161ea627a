package io.dosvm.engine.planted;

import org.junit.jupiter.api.Assertions;

public final class UsesJunit {
    void check() {
        Assertions.fail();
    }
}
