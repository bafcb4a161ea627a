package io.dosvm.engine.planted;

import org.slf4j.Logger;

public final class LogsInfo {
    void log(Logger log) {
        log.info("started");
    }
}
