package dev.evenkeel.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which cluster is used, and that none is used by accident. */
class KubernetesAccessTest {
    @TempDir
    Path folder;

    private Path home;

    KubernetesAccessTest() {
        home = Path.of("unset");
    }

    /** A kubeconfig where kubectl would look for one. */
    @BeforeEach
    void kubeconfigInHome() throws IOException {
        home = kubeconfig("home", "https://home.example.com:6443");
    }

    @Test
    void theNamedKubeconfigGoesBeforeTheEnvironment() throws IOException {
        Path named = kubeconfig("named", "https://named.example.com:6443");

        assertThat(masterUrl(Optional.of(named.toString()), Map.of("KUBECONFIG", home.toString())))
                .isEqualTo("https://named.example.com:6443/");
    }

    @Test
    void theEnvironmentsKubeconfigGoesBeforeTheServiceAccount() throws IOException {
        Path inEnvironment = kubeconfig("environment", "https://environment.example.com:6443");

        assertThat(masterUrl(
                        Optional.empty(),
                        Map.of("KUBECONFIG", inEnvironment.toString(), "KUBERNETES_SERVICE_HOST", "10.0.0.1")))
                .isEqualTo("https://environment.example.com:6443/");
    }

    @Test
    void saysWhatToDoIfThereIsNoCluster() {
        assertThatIllegalStateException()
                .isThrownBy(() ->
                        KubernetesAccess.find(Optional.empty(), Map.of("HOME", folder.toString(), "KUBECONFIG", " ")))
                .withMessageContainingAll("evenkeel.kubeconfig", "KUBECONFIG", "evenkeel.source=file");
    }

    @Test
    void aKubeconfigThatIsNotThereIsNamed() {
        assertThatIllegalStateException()
                .isThrownBy(() -> KubernetesAccess.find(
                        Optional.of(folder.resolve("missing").toString()), Map.of()))
                .withMessageContainingAll("missing", "does not exist or cannot be read");
    }

    @Test
    void bindingsAreSentOnceAndWithinTheirDeadline() throws IOException {
        KubernetesAccess access = KubernetesAccess.find(Optional.of(home.toString()), Map.of());

        try (KubernetesClient client = access.forBindings(Duration.ofSeconds(2))) {
            assertThat(client.getConfiguration().getRequestRetryBackoffLimit()).isZero();
            assertThat(client.getConfiguration().getRequestTimeout()).isEqualTo(2_500);
            assertThat(client.getConfiguration().getConnectionTimeout()).isEqualTo(2_000);
        }
    }

    private static String masterUrl(Optional<String> named, Map<String, String> environment) {
        try (KubernetesClient client = KubernetesAccess.find(named, environment).forReading()) {
            return client.getConfiguration().getMasterUrl();
        }
    }

    private Path kubeconfig(String name, String server) throws IOException {
        return Kubeconfigs.write(folder.resolve(name), server);
    }
}
