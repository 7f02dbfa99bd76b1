/** Tests of the configuration and of the start. */
@NullMarked
package dev.evenkeel.app;

import org.jspecify.annotations.NullMarked;
