/**
 * The API server's objects as evenkeel sees them: pods, nodes, what they ask for and have, and the moments at which something
 * is known of them.
 *
 * <p>Keeps true: all of it is values, and versions are compared as the API server compares them. Start reading at
 * {@link dev.evenkeel.objects.Pod}.
 */
@NullMarked
package dev.evenkeel.objects;

import org.jspecify.annotations.NullMarked;
