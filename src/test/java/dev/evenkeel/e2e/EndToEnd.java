package dev.evenkeel.e2e;

import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.opentest4j.TestAbortedException;

/**
 * A control plane for a test class, with or without evenkeel on it: started once, emptied of nodes and workloads after
 * each test.
 *
 * <p>Logs are in {@code target/e2e/<test class>} until the next run of that class. A failed test leaves the state of the
 * cluster there too, and says so.
 */
final class EndToEnd implements BeforeAllCallback, AfterEachCallback, AfterAllCallback, TestExecutionExceptionHandler {

    private static final Path RUNS = Path.of("target", "e2e");

    private final ControlPlane.Options options;
    private final Function<ControlPlane, @Nullable Installation> install;
    private @Nullable ControlPlane controlPlane;
    private @Nullable Installation installation;

    private EndToEnd(ControlPlane.Options options, Function<ControlPlane, @Nullable Installation> install) {
        this.options = options;
        this.install = install;
    }

    static EndToEnd withEvenkeel() {
        return withEvenkeel(ControlPlane.Options.defaults(), Map.of());
    }

    /** With more configuration of evenkeel, for example shorter durations. */
    static EndToEnd withEvenkeel(ControlPlane.Options options, Map<String, String> properties) {
        return new EndToEnd(options, controlPlane -> Installation.on(controlPlane, properties));
    }

    /** With an evenkeel that is installed in another way. */
    static EndToEnd with(Function<ControlPlane, @Nullable Installation> install) {
        return new EndToEnd(ControlPlane.Options.defaults(), install);
    }

    static EndToEnd withoutEvenkeel() {
        return new EndToEnd(ControlPlane.Options.defaults(), controlPlane -> null);
    }

    ControlPlane controlPlane() {
        return Objects.requireNonNull(controlPlane, "The control plane is started before the first test");
    }

    LiveCluster cluster() {
        return controlPlane().cluster();
    }

    Evenkeel evenkeel() {
        return installation().evenkeel();
    }

    LocalProcess scheduler() {
        return installation().scheduler();
    }

    private Installation installation() {
        return Objects.requireNonNull(installation, "There is no evenkeel on this control plane");
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        var folder = RUNS.resolve(context.getRequiredTestClass().getSimpleName());
        controlPlane = ControlPlane.start(folder, options);
        installation = install.apply(controlPlane);
    }

    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        if (failure instanceof TestAbortedException) {
            throw failure;
        }
        try {
            controlPlane().keepState();
        } catch (RuntimeException unreadable) {
            failure.addSuppressed(unreadable); // the API server may be what failed
        }
        throw new AssertionError(
                "%s%nThe logs and the state of the cluster are in %s"
                        .formatted(failure.getMessage(), controlPlane().folder()),
                failure);
    }

    /** The next test finds everything running and the cluster empty, whatever this one did. */
    @Override
    public void afterEach(ExtensionContext context) {
        for (var process : controlPlane().processes()) {
            if (process.isAlive()) {
                process.thaw();
            } else {
                process.start();
            }
        }
        cluster().clear();
    }

    @Override
    public void afterAll(ExtensionContext context) {
        if (controlPlane != null) {
            controlPlane.close();
        }
    }
}
