/** What would become of Services' traffic if something changed: computed on a copy of a cluster, touching nothing. */
@NullMarked
package dev.evenkeel.simulate;

import org.jspecify.annotations.NullMarked;
