/** TODO. */
@NullMarked
package dev.evenkeel.objects;

import org.jspecify.annotations.NullMarked;
