package dev.evenkeel.cli;

import dev.evenkeel.api.ClusterFeed;
import dev.evenkeel.config.ListenAddress;
import dev.evenkeel.file.FileCluster;
import dev.evenkeel.rehearse.Endpoints;
import dev.evenkeel.rehearse.Rehearsal;
import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import java.net.URI;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** {@code evenkeel rehearse}: serves a cluster from a file and plays kube-scheduler against its own endpoints. */
@CommandLine.Command(
        name = "rehearse",
        mixinStandardHelpOptions = true,
        description = "Serve a cluster from a file and play kube-scheduler against the real endpoints.")
public final class Rehearse implements Callable<Integer> {
    private static final String LOOPBACK = "127.0.0.1";

    @CommandLine.Option(
            names = "--from",
            paramLabel = "FILE",
            description = "nodes, pods and Services, JSON or YAML; default: the sample cluster")
    private @Nullable Path from;

    @CommandLine.Option(names = "--once", description = "end when every pod is placed or waits for a reason")
    private boolean once;

    @CommandLine.Option(names = "--seed", description = "decides between equal nodes; default: ${DEFAULT-VALUE}")
    private long seed = 1;

    @Override
    public Integer call() {
        System.setProperty("evenkeel.source", "file");
        System.setProperty("evenkeel.file.seed", Long.toString(seed));
        if (from != null) {
            System.setProperty("evenkeel.file.path", from.toString());
        }
        System.setProperty("quarkus.management.host", LOOPBACK);
        System.setProperty("quarkus.log.level", "WARN");
        return Startup.run(Play.class, Long.toString(seed), Boolean.toString(once));
    }

    /** Runs once the endpoints are open. */
    public static final class Play implements QuarkusApplication {
        private final ClusterFeed feed;
        private final int port;
        private final int managementPort;

        Play(
                ClusterFeed feed,
                @ConfigProperty(name = ListenAddress.PORT) int port,
                @ConfigProperty(name = "quarkus.management.port") int managementPort) {
            this.feed = feed;
            this.port = port;
            this.managementPort = managementPort;
        }

        /**
         * Plays kube-scheduler.
         *
         * @param arguments the seed, and whether to end when done
         */
        @Override
        public int run(String... arguments) throws InterruptedException {
            if (!(feed instanceof FileCluster cluster)) {
                throw new IllegalStateException("a rehearsal needs a cluster from a file");
            }
            Endpoints endpoints = new Endpoints(uri(port, "/extender"), uri(managementPort, ""));
            Rehearsal rehearsal =
                    new Rehearsal(cluster.description(), cluster::snapshot, endpoints, Long.parseLong(arguments[0]));
            int exit = rehearsal.run(System.out);
            if (!Boolean.parseBoolean(arguments[1])) {
                System.out.println("Serving until Ctrl-C.");
                Quarkus.waitForExit();
            }
            return exit;
        }

        private static URI uri(int port, String path) {
            return URI.create("http://" + LOOPBACK + ":" + port + path);
        }
    }
}
