package dev.evenkeel.e2e;

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** A command that runs to its end; a failing one is an exception with what it said. */
record Command(List<String> words) {

    Command {
        words = List.copyOf(words);
    }

    static Command of(String... words) {
        return new Command(List.of(words));
    }

    /** Runs it and returns its standard output. */
    String output() {
        try {
            var process = new ProcessBuilder(words).start();
            process.getOutputStream().close();
            // Both are read at once: a command that fills one pipe while we wait at the other would never end.
            var errors = CompletableFuture.supplyAsync(() -> text(process.errorReader(StandardCharsets.UTF_8)));
            var output = text(process.inputReader(StandardCharsets.UTF_8));
            int status = process.onExit().join().exitValue();
            if (status != 0) {
                throw new IllegalStateException("%s ended with %d: %s".formatted(this, status, errors.join()));
            }
            return output;
        } catch (IOException e) {
            throw new UncheckedIOException(toString(), e);
        }
    }

    @Override
    public String toString() {
        return String.join(" ", words);
    }

    private static String text(Reader reader) {
        try (reader) {
            return reader.readAllAsString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
