/** Tests of what is explained. */
@NullMarked
package dev.evenkeel.explain;

import org.jspecify.annotations.NullMarked;
