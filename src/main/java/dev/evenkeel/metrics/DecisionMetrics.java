package dev.evenkeel.metrics;

import dev.evenkeel.api.Reason;
import dev.evenkeel.api.Refusal;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Counts and times decisions. Labels take their values from closed sets only, so the number of series is bounded
 * whatever runs in the cluster.
 */
public final class DecisionMetrics {
    private static final Duration[] BUCKETS = {
        Duration.ofNanos(250_000),
        Duration.ofMillis(1),
        Duration.ofNanos(2_500_000),
        Duration.ofMillis(5),
        Duration.ofMillis(10),
        Duration.ofMillis(25),
        Duration.ofMillis(50),
        Duration.ofMillis(100),
        Duration.ofMillis(250),
        Duration.ofSeconds(1),
        Duration.ofMillis(2_500),
        Duration.ofSeconds(5)
    };

    private record Series(String verb, String result) {}

    private final MeterRegistry registry;
    private final Map<Series, Timer> requests = new ConcurrentHashMap<>();
    private final Map<Reason, Counter> refusedNodes = new EnumMap<>(Reason.class);

    public DecisionMetrics(MeterRegistry registry) {
        this.registry = registry;
        for (Reason reason : Reason.values()) {
            refusedNodes.put(
                    reason,
                    Counter.builder("evenkeel.refused.nodes")
                            .description("Nodes that filter refused, by reason")
                            .tag("reason", reason.label())
                            .register(registry));
        }
    }

    /** One call answered, from the body's arrival to the answer's bytes. */
    public void answered(String verb, String result, long nanos) {
        requests.computeIfAbsent(new Series(verb, result), this::timer).record(Duration.ofNanos(nanos));
    }

    public void refused(List<Refusal> refusals) {
        for (Refusal refusal : refusals) {
            Counter counter = refusedNodes.get(refusal.reason());
            if (counter != null) {
                counter.increment(refusal.nodes().size());
            }
        }
    }

    private Timer timer(Series series) {
        return Timer.builder("evenkeel.request.duration")
                .description("Calls of kube-scheduler, by verb and result")
                .tag("verb", series.verb())
                .tag("result", series.result())
                .serviceLevelObjectives(BUCKETS)
                .register(registry);
    }
}
