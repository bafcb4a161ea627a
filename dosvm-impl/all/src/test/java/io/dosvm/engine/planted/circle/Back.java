package io.dosvm.engine.planted.circle;

import io.dosvm.engine.planted.circle.there.There;

public final class Back {
    There there = new There();
}
