/** Tests of the settings. */
@NullMarked
package dev.evenkeel.config;

import org.jspecify.annotations.NullMarked;
