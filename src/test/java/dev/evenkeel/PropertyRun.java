package dev.evenkeel;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.platform.engine.DiscoverySelector;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.EngineFilter;
import org.junit.platform.launcher.LauncherDiscoveryRequest;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherConfig;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

/** Runs properties from a program: what Surefire does for {@code make test}, with the seeds of a round. */
final class PropertyRun {
    /** Without what libraries would put around tests of their own kind. */
    private static final LauncherConfig OWN = LauncherConfig.builder()
            .enableLauncherSessionListenerAutoRegistration(false)
            .enableLauncherDiscoveryListenerAutoRegistration(false)
            .enablePostDiscoveryFilterAutoRegistration(false)
            .enableTestExecutionListenerAutoRegistration(false)
            .build();

    private final Path database;

    /** @param database a file that jqwik writes what has failed to, and that no run goes by */
    PropertyRun(Path database) {
        this.database = database;
    }

    /** What came of it: how many properties ran, and what the failed ones said, seed and shrunk case included. */
    record Outcome(int properties, List<String> failures) {
        Outcome {
            failures = List.copyOf(failures);
        }
    }

    Outcome run(long round, List<? extends DiscoverySelector> properties) {
        LauncherDiscoveryRequest request = LauncherDiscoveryRequestBuilder.request()
                .selectors(properties)
                .filters(EngineFilter.includeEngines("jqwik"))
                .configurationParameter("jqwik.database", database.toString())
                .build();
        Listener listener = new Listener();
        System.setProperty(PropertySeeds.ROUND, Long.toString(round));
        try {
            LauncherFactory.create(OWN).execute(request, listener);
        } finally {
            System.clearProperty(PropertySeeds.ROUND);
        }
        return new Outcome(listener.properties, listener.failures);
    }

    private static final class Listener implements TestExecutionListener {
        private final List<String> failures = new ArrayList<>();
        private int properties;

        @Override
        public void executionFinished(TestIdentifier test, TestExecutionResult result) {
            properties += test.isTest() ? 1 : 0;
            result.getThrowable().ifPresent(failure -> failures.add(test.getUniqueId() + "\n" + failure));
        }
    }
}
