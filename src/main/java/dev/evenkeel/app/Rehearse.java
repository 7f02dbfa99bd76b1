package dev.evenkeel.app;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** {@code evenkeel rehearse}: serves a cluster from a file and plays kube-scheduler against its own endpoints. */
@CommandLine.Command(
        name = "rehearse",
        mixinStandardHelpOptions = true,
        description = "Serve a cluster from a file and play kube-scheduler against the real endpoints.")
public final class Rehearse implements Callable<Integer> {
    @CommandLine.Option(
            names = "--from",
            paramLabel = "FILE",
            description = "nodes, pods and Services, JSON or YAML; default: the sample cluster")
    private @Nullable Path from;

    @CommandLine.Option(names = "--once", description = "end when everything is placed")
    private boolean once;

    @CommandLine.Option(names = "--seed", description = "decides between equal nodes; default: ${DEFAULT-VALUE}")
    private long seed = 1;

    @Override
    public Integer call() {
        System.setProperty("evenkeel.source", "file");
        Optional.ofNullable(from).ifPresent(path -> System.setProperty("evenkeel.file.path", path.toString()));
        return 0;
    }
}
