package dev.evenkeel.metrics;

import dev.evenkeel.scaledown.CostWriter;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/** The outcomes of writing deletion costs. */
public final class ScaleDownMetrics {
    private final Map<CostWriter.Outcome, Counter> patches = new EnumMap<>(CostWriter.Outcome.class);
    private final AtomicInteger foreign = new AtomicInteger();

    public ScaleDownMetrics(MeterRegistry registry) {
        for (CostWriter.Outcome outcome : CostWriter.Outcome.values()) {
            patches.put(
                    outcome,
                    Counter.builder("evenkeel.scale.down.patches")
                            .description("Deletion costs written on pods or removed, by outcome")
                            .tag("result", outcome.name().toLowerCase(Locale.ROOT))
                            .register(registry));
        }
        Gauge.builder("evenkeel.scale.down.foreign", foreign, AtomicInteger::get)
                .description("Pods whose deletion cost another writer has set, which is left alone")
                .register(registry);
    }

    /** One patch was sent. */
    public void patched(CostWriter.Outcome outcome) {
        Counter counter = patches.get(outcome);
        if (counter != null) {
            counter.increment();
        }
    }

    /** So many pods have another writer's cost now. */
    public void foreign(int pods) {
        foreign.set(pods);
    }
}
