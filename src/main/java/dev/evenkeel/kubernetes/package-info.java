/** A real cluster behind the ports of {@code placement}: what the API server's watch tells, and bindings. */
@NullMarked
package dev.evenkeel.kubernetes;

import org.jspecify.annotations.NullMarked;
