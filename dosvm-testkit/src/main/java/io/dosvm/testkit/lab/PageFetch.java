package io.dosvm.testkit.lab;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/** One HTTP/1.0 request: all that the guest's page needs. */
final class PageFetch {
    private static final Duration RETRY_PAUSE = Duration.ofMillis(100);

    private PageFetch() {}

    /** Tries again, as a guest's server may be a moment away, until there is an answer or the deadline has passed. */
    static String get(InetSocketAddress address, String authority, String path, Deadline deadline) throws IOException {
        while (true) {
            String answer = "";
            try {
                answer = ask(address, authority, path, deadline);
            } catch (IOException e) {
                if (deadline.passed()) {
                    throw e;
                }
            }
            if (!answer.isEmpty()) {
                return body(answer);
            }
            if (deadline.passed()) {
                throw new SocketTimeoutException("no answer");
            }
            deadline.pause(RETRY_PAUSE);
        }
    }

    private static String ask(InetSocketAddress address, String authority, String path, Deadline deadline)
            throws IOException {
        try (Socket socket = new Socket()) {
            socket.connect(address, timeout(deadline));
            socket.getOutputStream()
                    .write("GET %s HTTP/1.0\r\nHost: %s\r\n\r\n"
                            .formatted(path, authority)
                            .getBytes(StandardCharsets.US_ASCII));
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            byte[] buffer = new byte[8192];
            socket.setSoTimeout(timeout(deadline));
            for (int count = socket.getInputStream().read(buffer);
                    count >= 0;
                    count = socket.getInputStream().read(buffer)) {
                bytes.write(buffer, 0, count);
                socket.setSoTimeout(timeout(deadline));
            }
            return bytes.toString(StandardCharsets.UTF_8);
        }
    }

    private static String body(String answer) throws IOException {
        int head = answer.indexOf("\r\n\r\n");
        String status = answer.lines().findFirst().orElse("");
        if (head < 0 || !status.matches("HTTP/1\\.[01] 200.*")) {
            throw new IOException("the answer is \"" + status + "\"");
        }
        return answer.substring(head + 4);
    }

    private static int timeout(Deadline deadline) {
        return (int) Math.max(1, deadline.remaining().toMillis());
    }
}
