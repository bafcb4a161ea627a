package io.dosvm.engine.planted;

public final class Sleeps {
    void rest() throws InterruptedException {
        Thread.sleep(1);
    }
}
