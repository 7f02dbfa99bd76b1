/** Tests of the loops and of the process as a whole. */
@NullMarked
package dev.evenkeel.app;

import org.jspecify.annotations.NullMarked;
