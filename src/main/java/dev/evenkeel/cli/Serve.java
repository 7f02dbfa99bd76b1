package dev.evenkeel.cli;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import java.util.concurrent.Callable;
import picocli.CommandLine;

/** {@code evenkeel serve}: answers kube-scheduler until it is stopped. */
@CommandLine.Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        description = "Answer kube-scheduler until stopped (the default).")
public final class Serve implements Callable<Integer> {
    @Override
    public Integer call() {
        return Startup.run(Until.class);
    }

    /** Waits for the signal to stop. */
    public static final class Until implements QuarkusApplication {
        @Override
        public int run(String... args) {
            Quarkus.waitForExit();
            return 0;
        }
    }
}
