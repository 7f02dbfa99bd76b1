package dev.evenkeel.e2e;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;

/** One identity's way to the API server, and the file that says so to other programs. */
record Kubeconfig(Path file, URI server, Path authority, String token) {

    /** Writes the file; the authority's may be written later, by the API server itself. */
    static Kubeconfig write(Path file, URI server, Path authority, String token) {
        var text = """
                apiVersion: v1
                kind: Config
                clusters:
                  - name: e2e
                    cluster: {server: "%s", certificate-authority: "%s"}
                users:
                  - name: e2e
                    user: {token: "%s"}
                contexts:
                  - name: e2e
                    context: {cluster: e2e, user: e2e}
                current-context: e2e
                """.formatted(server, authority, token);
        try {
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Kubeconfig(file, server, authority, token);
    }

    /** The same for a client in this process; nothing of this machine's own configuration gets in. */
    Config config() {
        return new ConfigBuilder(Config.empty())
                .withMasterUrl(server.toString())
                .withCaCertFile(authority.toString())
                .withOauthToken(token)
                .build();
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
