package dev.evenkeel.e2e;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/**
 * A KubeSchedulerConfiguration: the shipped file itself, read, with what a test machine or a test changes in it. Immutable.
 */
final class SchedulerConfiguration {

    private static final Path SHIPPED = Path.of("scheduler-config", "scheduler-config.yaml");
    private static final YAMLMapper YAML = new YAMLMapper();

    private final ObjectNode root;

    private SchedulerConfiguration(ObjectNode root) {
        this.root = root;
    }

    /** The one that {@code k8s/} mounts. */
    static SchedulerConfiguration shipped() {
        return parse(contentOf(SHIPPED));
    }

    /** What kube-scheduler does by itself, as the only instance. */
    static SchedulerConfiguration ofTheDefaultScheduler() {
        return parse("""
                apiVersion: kubescheduler.config.k8s.io/v1
                kind: KubeSchedulerConfiguration
                leaderElection: {leaderElect: false}
                """);
    }

    SchedulerConfiguration withKubeconfig(Kubeconfig kubeconfig) {
        return with(root -> root.withObject("/clientConnection")
                .put("kubeconfig", kubeconfig.file().toString()));
    }

    /** How many requests a second the scheduler may make; its own default is 50. */
    SchedulerConfiguration withQps(int qps) {
        return with(root -> root.withObject("/clientConnection").put("qps", qps).put("burst", 2 * qps));
    }

    /** The extenders are asked on this port; scheme, host and path stay as they are. */
    SchedulerConfiguration withExtenderPort(int port) {
        return with(root -> root.withArray("/extenders").forEach(extender -> {
            var uri = URI.create(extender.path("urlPrefix").textValue());
            ((ObjectNode) extender)
                    .put("urlPrefix", "%s://%s:%d%s".formatted(uri.getScheme(), uri.getHost(), port, uri.getPath()));
        }));
    }

    /** Another entry for the extender, which says nothing but what differs from the one that is there. */
    SchedulerConfiguration withExtender(ObjectNode entry) {
        return with(root -> ((ObjectNode) root.at("/extenders/0")).setAll(entry));
    }

    /** Any other change, made to a copy. */
    SchedulerConfiguration with(Consumer<ObjectNode> change) {
        var copy = root.deepCopy();
        change.accept(copy);
        return new SchedulerConfiguration(copy);
    }

    void write(Path file) {
        try {
            YAML.writeValue(file.toFile(), root);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static SchedulerConfiguration parse(String yaml) {
        try {
            return new SchedulerConfiguration((ObjectNode) YAML.readTree(yaml));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String contentOf(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
