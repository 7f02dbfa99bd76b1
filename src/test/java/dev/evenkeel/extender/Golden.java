package dev.evenkeel.extender;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Calls as a real kube-scheduler has made them, byte for byte; CaptureCalls writes them again. */
public final class Golden {
    public static final Path FOLDER = Path.of("src", "test", "resources", "golden");

    /** The setting under which calls name nodes. */
    public static final String NAMES = "node-cache-capable";
    /** The one under which they carry whole Node objects. */
    public static final String NODES = "not-node-cache-capable";

    /** The pods of the calls; pods.yaml and CaptureCalls make them. */
    public static final List<String> PODS =
            List.of("volumes", "cloud-volumes", "everything", "every", "two-hundred-labels", "long-annotations");

    private Golden() {}

    /** Where the call of a verb for a pod is kept. */
    public static Path file(String setting, String verb, String pod) {
        return FOLDER.resolve(setting).resolve(verb + "-" + pod + ".json");
    }

    /** All calls that are kept. */
    public static Set<Path> files() {
        Set<Path> files = new TreeSet<>();
        for (String pod : PODS) {
            files.add(file(NAMES, "filter", pod));
            files.add(file(NODES, "filter", pod));
        }
        files.add(file(NAMES, "prioritize", "everything"));
        files.add(file(NAMES, "bind", "volumes"));
        files.add(file(NAMES, "preempt", "preemptor"));
        files.add(file(NODES, "preempt", "preemptor"));
        return files;
    }

    static byte[] call(String setting, String verb, String pod) {
        try {
            return Files.readAllBytes(file(setting, verb, pod));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
