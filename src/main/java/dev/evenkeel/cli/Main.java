package dev.evenkeel.cli;

import io.quarkus.runtime.annotations.QuarkusMain;
import java.util.concurrent.Callable;
import picocli.CommandLine;

/** The command line. */
@QuarkusMain
@CommandLine.Command(
        name = "evenkeel",
        mixinStandardHelpOptions = true,
        versionProvider = BuildVersion.class,
        description = "A kube-scheduler extender that keeps replicas apart and their external load even.",
        subcommands = {Serve.class, Rehearse.class, Simulate.class, Explain.class})
public final class Main implements Callable<Integer> {
    /** Without a subcommand it serves, so that a container needs no arguments. */
    public static void main(String... args) {
        System.exit(new CommandLine(new Main()).execute(args));
    }

    @Override
    public Integer call() {
        return new Serve().call();
    }
}
