package dev.evenkeel.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;

/** The one folder that a run writes to: logs, configurations, data. It is absolute, and it is there. */
record WorkFolder(Path path) {

    /** The folder with nothing in it: what an earlier run left is deleted. */
    static WorkFolder emptied(Path folder) {
        var path = folder.toAbsolutePath();
        delete(path);
        try {
            return new WorkFolder(Files.createDirectories(path));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Path resolve(String name) {
        return path.resolve(name);
    }

    Path log(String process) {
        return path.resolve(process + ".log");
    }

    Path write(String name, String content) {
        try {
            return Files.writeString(resolve(name), content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void delete(String name) {
        delete(resolve(name));
    }

    @Override
    public String toString() {
        return path.toString();
    }

    private static void delete(Path tree) {
        if (!Files.exists(tree)) {
            return;
        }
        try (var files = Files.walk(tree)) {
            for (var file : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
