package dev.evenkeel.e2e;

import java.util.Locale;
import java.util.stream.Stream;

/** Mean and 95th percentile over some Services. */
record Figure(double mean, double p95) {

    static Figure of(Stream<Double> values) {
        var sorted = values.sorted().toList();
        return new Figure(
                sorted.stream().mapToDouble(Double::doubleValue).average().orElse(Double.NaN),
                sorted.get((int) Math.ceil(0.95 * sorted.size()) - 1));
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.2f / %.2f", mean, p95);
    }
}
