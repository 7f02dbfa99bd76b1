/**
 * Metrics for Prometheus.
 *
 * <p>In it: a class for each group of metrics. Some are counted as things happen, the others are read when they are
 * scraped; those of Services are refreshed by a loop in {@code app}.
 *
 * <p>What it keeps true: labels take their values from fixed sets, or from a bounded number of Services, so the number
 * of series is bounded whatever runs in the cluster.
 *
 * <p>Start at {@link dev.evenkeel.metrics.DecisionMetrics}.
 */
@NullMarked
package dev.evenkeel.metrics;

import org.jspecify.annotations.NullMarked;
