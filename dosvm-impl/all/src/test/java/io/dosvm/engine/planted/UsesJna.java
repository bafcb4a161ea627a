package io.dosvm.engine.planted;

import com.sun.jna.Pointer;

public final class UsesJna {
    Pointer pointer = Pointer.NULL;
}
