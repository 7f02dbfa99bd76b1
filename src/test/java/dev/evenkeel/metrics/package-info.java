/** Tests of the metrics. */
@NullMarked
package dev.evenkeel.metrics;

import org.jspecify.annotations.NullMarked;
