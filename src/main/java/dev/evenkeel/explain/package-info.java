/**
 * Explanations of a pod or a Service on the management port, as text for people and as JSON for tools.
 *
 * <p>In it: the routes, the thread that explanations are made on, and for pods and for Services a writer of text and
 * one of JSON. What they show comes from {@code report}.
 *
 * <p>What it keeps true: an explanation changes nothing; explanations are made one at a time and only so many a second,
 * so that they cannot delay decisions; an answer is bounded in size and says what was left out.
 *
 * <p>Start at {@link dev.evenkeel.explain.ExplainRoutes}.
 */
@NullMarked
package dev.evenkeel.explain;

import org.jspecify.annotations.NullMarked;
