/** Tests of lists and watches, against an API server that follows a script. */
@NullMarked
package dev.evenkeel.kubernetes.watch;

import org.jspecify.annotations.NullMarked;
