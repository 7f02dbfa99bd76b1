package dev.evenkeel.e2e;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Callable;

/**
 * Whether a server is ready: it is when it answers 200. One that cannot be reached, or has yet to write the certificate
 * that it makes for itself, is not.
 */
record Probe(URI uri, Optional<Path> certificate) implements Callable<Boolean> {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    static Probe http(int port, String path) {
        return new Probe(URI.create("http://127.0.0.1:" + port + path), Optional.empty());
    }

    static Probe https(int port, String path, Path certificate) {
        return new Probe(URI.create("https://127.0.0.1:" + port + path), Optional.of(certificate));
    }

    @Override
    public Boolean call() throws GeneralSecurityException, InterruptedException {
        try (var client = client()) {
            var request = HttpRequest.newBuilder(uri).timeout(PATIENCE).build();
            return client.send(request, BodyHandlers.discarding()).statusCode() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    private HttpClient client() throws GeneralSecurityException, IOException {
        var client = HttpClient.newBuilder().connectTimeout(PATIENCE);
        if (certificate.isPresent()) {
            client.sslContext(Certificates.trusting(certificate.get()));
        }
        return client.build();
    }
}
