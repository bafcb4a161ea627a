package io.dosvm.engine.planted;

import java.util.Date;

public final class UsesDate {
    Date date(long millis) {
        return new Date(millis);
    }
}
