package io.dosvm.samples;

import io.dosvm.spi.Runtime;
import io.dosvm.value.IpAddress;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Fetches the page of a guest that may still be booting. */
final class WebPage {
    private static final Duration TRY = Duration.ofSeconds(5);
    private static final Duration PAUSE = Duration.ofMillis(500);

    private WebPage() {}

    /**
     * Asks until there is an answer.
     *
     * @throws IllegalStateException saying why there is none, after the time given
     */
    static String fetch(IpAddress address, int port, Duration atMost) throws InterruptedException {
        URI page = URI.create("http://" + address + ":" + port + "/");
        HttpRequest request = HttpRequest.newBuilder(page).timeout(TRY).build();
        HttpClient client = HttpClient.newBuilder().connectTimeout(TRY).build();
        try (Runtime runtime = Runtime.system("page")) {
            long end = runtime.endOf(atMost);
            while (true) {
                try {
                    return client.send(request, HttpResponse.BodyHandlers.ofString())
                            .body();
                } catch (IOException e) {
                    if (runtime.nanoTime() - end >= 0) {
                        throw new IllegalStateException(page + " gives no page within " + atMost + ": " + e, e);
                    }
                }
                runtime.sleep(PAUSE);
            }
        }
    }
}
