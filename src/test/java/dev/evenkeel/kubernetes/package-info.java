/** Tests of connections to the API server and of writes to it. */
@NullMarked
package dev.evenkeel.kubernetes;

import org.jspecify.annotations.NullMarked;
