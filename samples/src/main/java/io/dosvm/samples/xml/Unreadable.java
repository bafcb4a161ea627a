package io.dosvm.samples.xml;

import java.nio.file.AccessDeniedException;
import java.nio.file.NoSuchFileException;

/** Why a file cannot be read: the JDK's exceptions of files that are not there say the path alone. */
final class Unreadable {
    private Unreadable() {}

    static String why(Exception reason) {
        if (reason instanceof NoSuchFileException) {
            return "cannot be read: there is no such file";
        }
        if (reason instanceof AccessDeniedException) {
            return "cannot be read: no permission";
        }
        return "cannot be read: " + reason.getMessage();
    }
}
