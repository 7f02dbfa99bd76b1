package dev.evenkeel.e2e;

import java.nio.file.Files;
import java.nio.file.Path;

/** The folder with the control plane's executables of one Kubernetes version; it is complete. */
record Binaries(Path folder) {

    private static final Path BUILD = Path.of("e2e", "build-control-plane");

    /** Builds them from their Go modules, or finds them built already. */
    static Binaries of(String version) {
        if (!Files.isExecutable(BUILD)) {
            throw new IllegalStateException(
                    "%s is not here: run this from the root of the project".formatted(BUILD.toAbsolutePath()));
        }
        var output = Command.of(BUILD.toString(), version).output();
        return new Binaries(Path.of(output.lines().toList().getLast()));
    }

    /** The path of one of them, as the first word of a command line. */
    String get(String name) {
        return folder.resolve(name).toString();
    }

    Path kwokStages() {
        return folder.resolve("kwok-stages.yaml");
    }
}
