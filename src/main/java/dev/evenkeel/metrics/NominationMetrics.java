package dev.evenkeel.metrics;

import dev.evenkeel.api.Effect;
import dev.evenkeel.nomination.NominationBook;
import dev.evenkeel.nomination.NominationOutcome;
import dev.evenkeel.placement.Arbitration;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Locale;
import java.util.function.ToLongFunction;

/** Counts nominations set and cleared, their outcomes, and how kube-scheduler tried the nominated nodes. */
public final class NominationMetrics {
    private final MeterRegistry registry;

    public NominationMetrics(MeterRegistry registry, Arbitration arbitration) {
        this.registry = registry;
        tries("alone", arbitration, NominationBook.Tries::alone);
        tries("among-others", arbitration, NominationBook.Tries::amongOthers);
    }

    private void tries(String result, Arbitration arbitration, ToLongFunction<NominationBook.Tries> figure) {
        FunctionCounter.builder(
                        "evenkeel.nominations",
                        arbitration,
                        each -> each.decide((arbiter, now) ->
                                figure.applyAsLong(arbiter.nominations().tries())))
                .tag("action", "try")
                .tag("result", result)
                .register(registry);
    }

    /** The API server was asked to set or clear a nomination. */
    public void performed(Effect.Nomination nomination, NominationOutcome outcome) {
        String action = switch (nomination) {
            case Effect.Nominate nominate -> "nominate";
            case Effect.Unnominate unnominate -> "clear";
        };
        count(action, outcome.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    }

    /** Before a nomination was sent its pod had got a place, or evenkeel had lost its authority. */
    public void notSent() {
        count("nominate", "not-sent");
    }

    private void count(String action, String result) {
        registry.counter("evenkeel.nominations", "action", action, "result", result)
                .increment();
    }
}
