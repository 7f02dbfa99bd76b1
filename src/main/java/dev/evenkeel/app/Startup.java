package dev.evenkeel.app;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Runs Quarkus and says in one line, rather than a stack trace, why it could not start. */
final class Startup {
    /** What the process ends with when it could not start. */
    static final int FAILED = 1;

    private Startup() {}

    static int run(Class<? extends QuarkusApplication> application) {
        AtomicInteger exit = new AtomicInteger();
        Quarkus.run(application, (code, failure) -> exit.set(failure == null ? code : report(failure)));
        return exit.get();
    }

    private static int report(Throwable failure) {
        System.err.println("evenkeel cannot start: " + rootMessage(failure));
        return FAILED;
    }

    private static String rootMessage(Throwable failure) {
        Throwable root = failure;
        @Nullable Throwable cause = root.getCause();
        while (cause != null) {
            root = cause;
            cause = root.getCause();
        }
        return root.getMessage() == null ? root.toString() : root.getMessage();
    }
}
