/** The cluster as evenkeel needs to know it: nodes, pods, topologies and tallies; plain Java, one caller at a time. */
@NullMarked
package dev.evenkeel.cluster;

import org.jspecify.annotations.NullMarked;
