/** The program: command line, configuration, wiring, and the one lock. */
@NullMarked
package dev.evenkeel.app;

import org.jspecify.annotations.NullMarked;
