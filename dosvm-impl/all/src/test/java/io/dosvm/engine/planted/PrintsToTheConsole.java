package io.dosvm.engine.planted;

public final class PrintsToTheConsole {
    void print() {
        System.out.println("here");
    }
}
