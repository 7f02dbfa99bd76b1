/**
 * How balancers split a Service's traffic among its pods, and how many pods each node should have for that: models, shares
 * and plans. Plain Java; every answer follows from the arguments alone.
 */
@NullMarked
package dev.evenkeel.traffic;

import org.jspecify.annotations.NullMarked;
