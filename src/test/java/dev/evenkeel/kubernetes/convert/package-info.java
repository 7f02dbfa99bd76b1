/** Tests of how the API server's objects are converted. */
@NullMarked
package dev.evenkeel.kubernetes.convert;

import org.jspecify.annotations.NullMarked;
