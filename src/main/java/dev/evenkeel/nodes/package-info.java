/** TODO. */
@NullMarked
package dev.evenkeel.nodes;

import org.jspecify.annotations.NullMarked;
