package io.dosvm.samples.xml;

import io.dosvm.libvirt.xml.install.InstallTree;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Installation trees behind HTTP, for {@code virt-install --location URL}: reads their descriptions and downloads
 * nothing else.
 */
final class HttpTree implements InstallTree {
    private static final Duration DEADLINE = Duration.ofSeconds(15);

    private final HttpClient client;
    private final URI root;

    private HttpTree(HttpClient client, URI root) {
        this.client = client;
        this.root = root;
    }

    /** Finds trees behind HTTP, and in folders on this machine. */
    static InstallTree.Finder finder() {
        HttpClient client = HttpClient.newBuilder()
                .connectTimeout(DEADLINE)
                .followRedirects(HttpClient.Redirect.NORMAL)
                .build();
        return location -> location.matches("(?i)https?://.*")
                ? Optional.of(new HttpTree(client, URI.create(location.endsWith("/") ? location : location + "/")))
                : InstallTree.Finder.directories().find(location);
    }

    @Override
    public Optional<String> text(String file) {
        return answer(HttpRequest.newBuilder(inside(file)).GET());
    }

    @Override
    public boolean has(String file) {
        HttpRequest.Builder head = HttpRequest.newBuilder(inside(file));
        return answer(head.method("HEAD", HttpRequest.BodyPublishers.noBody())).isPresent();
    }

    /** The URL of a file of the tree, and of nothing else. */
    private URI inside(String file) {
        URI url = root.resolve(file).normalize();
        if (!url.toString().startsWith(root.normalize().toString())) {
            throw new IllegalArgumentException("--location " + root + ": not a file of the tree: " + file);
        }
        return url;
    }

    /** The beginning of a file as text; empty if there is none. */
    private Optional<String> answer(HttpRequest.Builder request) {
        try {
            return client.sendAsync(request.timeout(DEADLINE).build(), BodyHandlers.ofInputStream())
                    .thenApplyAsync(response -> {
                        try (InputStream body = response.body()) {
                            String text = new String(body.readNBytes(LONGEST), StandardCharsets.ISO_8859_1);
                            return response.statusCode() == 200 ? Optional.of(text) : Optional.<String>empty();
                        } catch (IOException e) {
                            throw new UncheckedIOException(e);
                        }
                    })
                    .get(DEADLINE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalArgumentException("--location " + root + ": cannot be read: " + e, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalArgumentException("--location " + root + ": interrupted", e);
        }
    }
}
