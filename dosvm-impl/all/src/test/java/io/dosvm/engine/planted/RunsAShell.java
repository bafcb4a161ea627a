package io.dosvm.engine.planted;

public final class RunsAShell {
    ProcessBuilder list(String folder) {
        return new ProcessBuilder("sh", "-c", "ls " + folder);
    }
}
