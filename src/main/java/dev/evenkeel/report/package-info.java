/**
 * What is known of a pod or a Service, for people and metrics. Changes nothing.
 *
 * <p>Keeps true: the plan that it shows is the one by which pods are placed. Start reading at {@link
 * dev.evenkeel.report.PodReports} and {@link dev.evenkeel.report.ServiceReports}.
 */
@NullMarked
package dev.evenkeel.report;

import org.jspecify.annotations.NullMarked;
