package io.dosvm.engine.planted;

public final class MakesThreads {
    void start(Runnable body) {
        new Thread(body).start();
    }
}
