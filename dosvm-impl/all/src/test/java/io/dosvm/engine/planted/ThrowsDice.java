package io.dosvm.engine.planted;

import java.util.UUID;

public final class ThrowsDice {
    UUID id() {
        return UUID.randomUUID();
    }
}
