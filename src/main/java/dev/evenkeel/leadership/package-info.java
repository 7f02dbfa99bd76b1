/**
 * Who may decide, and until when: of several instances only one, none before the bindings of its predecessor are over, and
 * none whose watch is too far behind. Plain Java without clock, threads and I/O, like the rest of the core.
 */
@NullMarked
package dev.evenkeel.leadership;

import org.jspecify.annotations.NullMarked;
