package dev.evenkeel.cli;

import io.quarkus.runtime.Quarkus;
import io.quarkus.runtime.QuarkusApplication;
import java.util.concurrent.atomic.AtomicInteger;

/** Runs Quarkus and says in one line, rather than a stack trace, why it could not start. */
final class Startup {
    /** The exit code of a failed start. */
    static final int FAILED = 1;

    private Startup() {}

    static int run(Class<? extends QuarkusApplication> application, String... arguments) {
        AtomicInteger exit = new AtomicInteger();
        Quarkus.run(application, (code, failure) -> exit.set(failure == null ? code : report(failure)), arguments);
        return exit.get();
    }

    private static int report(Throwable failure) {
        System.err.println("evenkeel cannot start: " + StartFailure.message(failure));
        return FAILED;
    }
}
