package io.dosvm.engine.planted.circle.there;

import io.dosvm.engine.planted.circle.Back;

public final class There {
    Class<?> back() {
        return Back.class;
    }
}
