/** TODO. */
@NullMarked
package dev.evenkeel.caps;

import org.jspecify.annotations.NullMarked;
