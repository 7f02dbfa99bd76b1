/** Leadership, case by case, and in a world where everything that can go wrong does. */
@NullMarked
package dev.evenkeel.leadership;

import org.jspecify.annotations.NullMarked;
