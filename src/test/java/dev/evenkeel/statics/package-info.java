/**
 * What a native image would keep of the machine that builds it. Classes are initialised while the image is built, so what a
 * static field holds then is what every process starts with.
 */
@NullMarked
package dev.evenkeel.statics;

import org.jspecify.annotations.NullMarked;
