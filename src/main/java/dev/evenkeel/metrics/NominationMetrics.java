package dev.evenkeel.metrics;

import dev.evenkeel.placement.Effect;
import dev.evenkeel.placement.NominationOutcome;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;

/** Counts what was done about nominations, and what came of it. */
public final class NominationMetrics {
    private final MeterRegistry registry;

    public NominationMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    /** The API server was asked to set or clear a nomination. */
    public void performed(Effect.Nomination nomination, NominationOutcome outcome) {
        String action = switch (nomination) {
            case Effect.Nominate nominate -> "nominate";
            case Effect.Unnominate unnominate -> "clear";
        };
        count(action, outcome.name().toLowerCase(Locale.ROOT));
    }

    /** Before a nomination was sent its pod had a place, or evenkeel no authority any more. */
    public void notSent() {
        count("nominate", "not-sent");
    }

    private void count(String action, String result) {
        registry.counter("evenkeel.nominations", "action", action, "result", result)
                .increment();
    }
}
