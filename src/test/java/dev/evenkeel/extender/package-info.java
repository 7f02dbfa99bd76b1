/** Tests of the wire format and of the endpoints. */
@NullMarked
package dev.evenkeel.extender;

import org.jspecify.annotations.NullMarked;
