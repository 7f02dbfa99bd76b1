/**
 * {@code evenkeel simulate}: how even the traffic of a cluster's Services is, and would be if something changed.
 *
 * <p>In it: the change to be tried ({@link dev.evenkeel.simulate.Change}), the forecast for each Service ({@link
 * dev.evenkeel.simulate.Forecaster}), and forecasts as text, JSON and pictures.
 *
 * <p>What it keeps true: it is computed from a {@link dev.evenkeel.file.Dump} alone, starts nothing and touches
 * nothing; plans are those that a running evenkeel would make; a question that makes no sense is one line ({@link
 * dev.evenkeel.simulate.ForecastException}).
 *
 * <p>Start reading at {@code Forecaster}.
 */
@NullMarked
package dev.evenkeel.simulate;

import org.jspecify.annotations.NullMarked;
