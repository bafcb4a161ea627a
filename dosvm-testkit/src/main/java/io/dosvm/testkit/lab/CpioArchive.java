package io.dosvm.testkit.lab;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/**
 * Writes the "newc" archive that the kernel unpacks at boot. Same entries, same bytes: times are zero, owners are root,
 * numbers count up.
 */
final class CpioArchive {
    private static final int DIRECTORY = 0040755;
    private static final int PROGRAM = 0100755;
    private static final int LINK = 0120777;
    private static final String TRAILER = "TRAILER!!!";

    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    private int entries;

    CpioArchive directory(String path) {
        return entry(path, DIRECTORY, new byte[0]);
    }

    CpioArchive program(String path, byte[] content) {
        return entry(path, PROGRAM, content);
    }

    CpioArchive link(String path, String target) {
        return entry(path, LINK, target.getBytes(StandardCharsets.UTF_8));
    }

    byte[] finish() {
        entry(TRAILER, 0, new byte[0]);
        return bytes.toByteArray();
    }

    private CpioArchive entry(String path, int mode, byte[] content) {
        byte[] name = (path + "\0").getBytes(StandardCharsets.UTF_8);
        int number = path.equals(TRAILER) ? 0 : ++entries;
        int links = mode == DIRECTORY ? 2 : 1;
        int[] fields = {number, mode, 0, 0, links, 0, content.length, 0, 0, 0, 0, name.length, 0};
        StringBuilder header = new StringBuilder("070701");
        for (int field : fields) {
            header.append("%08X".formatted(field));
        }
        bytes.writeBytes(header.toString().getBytes(StandardCharsets.US_ASCII));
        bytes.writeBytes(name);
        pad();
        bytes.writeBytes(content);
        pad();
        return this;
    }

    private void pad() {
        while (bytes.size() % 4 != 0) {
            bytes.write(0);
        }
    }
}
