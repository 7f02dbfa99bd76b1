package dev.evenkeel.metrics;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Whether this instance leads and decides, and how old its picture of the cluster is. */
public final class LeadershipMetrics {
    private LeadershipMetrics() {}

    /** Registers the gauges; each is read when it is scraped. */
    public static void register(
            MeterRegistry registry, BooleanSupplier leads, BooleanSupplier decides, Supplier<Optional<Duration>> age) {
        flag(registry, "evenkeel.leads", "1 while this instance leads", leads);
        flag(registry, "evenkeel.decides", "1 while it decides about pods that a required rule concerns", decides);
        Gauge.builder("evenkeel.watch.age", age, LeadershipMetrics::seconds)
                .description("How far what is known of the cluster is behind; no number before the first measurement")
                .baseUnit("seconds")
                .strongReference(true)
                .register(registry);
    }

    private static void flag(MeterRegistry registry, String name, String description, BooleanSupplier flag) {
        Gauge.builder(name, flag, each -> each.getAsBoolean() ? 1 : 0)
                .description(description)
                .strongReference(true)
                .register(registry);
    }

    private static double seconds(Supplier<Optional<Duration>> age) {
        return age.get().map(each -> each.toMillis() / 1_000.0).orElse(Double.NaN);
    }
}
