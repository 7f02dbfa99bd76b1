/** What evenkeel thinks of a pod, or of a Service, for people and for their tools: text and JSON on the management port. */
@NullMarked
package dev.evenkeel.explain;

import org.jspecify.annotations.NullMarked;
