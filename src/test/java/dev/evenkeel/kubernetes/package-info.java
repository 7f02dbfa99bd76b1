/** Tests of what is made of the API server's objects and answers. */
@NullMarked
package dev.evenkeel.kubernetes;

import org.jspecify.annotations.NullMarked;
