/**
 * What is known of a pod or a Service, for people and metrics. Changes nothing.
 *
 * <p>Keeps true: what it says of a plan is what pods are placed by. Start reading at {@link dev.evenkeel.report.PodReports} and
 * {@link dev.evenkeel.report.ServiceReports}.
 */
@NullMarked
package dev.evenkeel.report;

import org.jspecify.annotations.NullMarked;
