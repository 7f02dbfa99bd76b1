package dev.evenkeel.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionTimeoutException;
import org.awaitility.core.TerminalFailureException;
import org.jspecify.annotations.Nullable;

/**
 * A server as a process of this machine. Its command line never changes, so started again it is the same server on the same
 * ports and data; the output of all its starts is in one log. When {@link #stop} or {@link #kill} has returned, it is gone.
 */
final class LocalProcess {

    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final long GRACE_SECONDS = 10;
    private static final int LAST_LINES = 20;

    /** Where a name of one's own may be set; whoever is not root is, in a user namespace of its own. */
    private static final List<String> UTS_NAMESPACE =
            System.getProperty("user.name").equals("root")
                    ? List.of("unshare", "--uts")
                    : List.of("unshare", "--user", "--map-root-user", "--uts");

    private final String name;
    private final List<String> command;
    private final Map<String, String> environment;
    private final Path log;
    private final Callable<Boolean> ready;
    /** Whether it is started again when it has ended by itself. */
    private final boolean kept;

    // Also read by the shutdown hook.
    private volatile @Nullable Process process;
    /** Whether it is to run. */
    private volatile boolean wanted;

    private volatile boolean frozen;

    LocalProcess(
            String name, List<String> command, Map<String, String> environment, Path log, Callable<Boolean> ready) {
        this(name, command, environment, log, ready, false);
    }

    private LocalProcess(
            String name,
            List<String> command,
            Map<String, String> environment,
            Path log,
            Callable<Boolean> ready,
            boolean kept) {
        this.name = name;
        this.command = List.copyOf(command);
        this.environment = Map.copyOf(environment);
        this.log = log;
        this.ready = ready;
        this.kept = kept;
    }

    /** The same, not started yet, and started again a second after it has ended by itself, as a kubelet does. */
    LocalProcess kept() {
        return new LocalProcess(name, command, environment, log, ready, true);
    }

    /** The same, not started yet, on a machine that is called otherwise. */
    LocalProcess onHost(String host) {
        var elsewhere = new ArrayList<>(UTS_NAMESPACE);
        elsewhere.addAll(List.of("sh", "-c", "hostname \"$0\" && exec \"$@\"", host));
        elsewhere.addAll(command);
        return new LocalProcess(name, elsewhere, environment, log, ready, kept);
    }

    String name() {
        return name;
    }

    Path log() {
        return log;
    }

    /** How many lines it has logged so far. */
    int logged() {
        return logLines().size();
    }

    /** What it has logged after so many lines. */
    List<String> loggedSince(int lines) {
        return logLines().stream().skip(lines).toList();
    }

    /** The number of the process that was started last. */
    long pid() {
        return Objects.requireNonNull(process, name + " was never started").pid();
    }

    /** Has it stand still where it is: SIGSTOP. */
    void freeze() {
        frozen = true;
        note("frozen");
        Command.of("kill", "-STOP", Long.toString(pid())).output();
    }

    /** Lets it go on if it stands still: SIGCONT. */
    void thaw() {
        if (!frozen) {
            return;
        }
        frozen = false;
        note("thawed");
        Command.of("kill", "-CONT", Long.toString(pid())).output();
    }

    boolean isAlive() {
        var current = process;
        return current != null && current.isAlive();
    }

    /** Starts it and waits until it is ready. */
    void start() {
        launch();
        awaitReady();
    }

    /** Starts it only: several can get ready at the same time. */
    void launch() {
        if (isAlive()) {
            throw new IllegalStateException(name + " runs already");
        }
        note("started: " + String.join(" ", command));
        var builder =
                new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(Redirect.appendTo(log.toFile()));
        builder.environment().putAll(environment);
        wanted = true;
        frozen = false;
        try {
            var started = builder.start();
            process = started;
            if (kept) {
                var _ = started.onExit()
                        .thenRunAsync(
                                () -> startAgain(started), CompletableFuture.delayedExecutor(1, TimeUnit.SECONDS));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void startAgain(Process ended) {
        if (wanted && ended.equals(process)) {
            note("ended by itself");
            launch();
        }
    }

    void awaitReady() {
        try {
            Awaitility.await(name)
                    .atMost(PATIENCE)
                    .pollDelay(Duration.ZERO)
                    .pollInterval(Duration.ofMillis(50))
                    .failFast(name + " ended", () -> !isAlive())
                    .until(ready);
        } catch (ConditionTimeoutException | TerminalFailureException e) {
            throw new IllegalStateException(
                    "%s did not get ready. Its log %s ends with%n%s".formatted(name, log, lastLines()), e);
        }
    }

    /** Asks it to end, and kills it if it does not. */
    void stop() {
        wanted = false;
        var current = process;
        if (current == null || !current.isAlive()) {
            return;
        }
        note("asked to end");
        current.destroy();
        // Not Process.waitFor: an interrupt must not leave a process behind.
        boolean gone = current.onExit()
                .thenApply(ended -> true)
                .completeOnTimeout(false, GRACE_SECONDS, TimeUnit.SECONDS)
                .join();
        if (!gone) {
            kill();
        }
    }

    /** Ends it at once, as a crash does: SIGKILL. */
    void kill() {
        wanted = false;
        var current = process;
        if (current == null || !current.isAlive()) {
            return;
        }
        note("killed");
        current.destroyForcibly().onExit().join();
    }

    void restart() {
        stop();
        start();
    }

    private void note(String event) {
        var line = "--- %s %s %s%n".formatted(Instant.now(), name, event);
        try {
            Files.writeString(log, line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String lastLines() {
        var all = logLines();
        return all.stream()
                .skip(Math.max(0, all.size() - LAST_LINES))
                .map(line -> "    " + line)
                .collect(Collectors.joining("\n"));
    }

    private List<String> logLines() {
        try (var lines = Files.lines(log)) {
            return lines.toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
