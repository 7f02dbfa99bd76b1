/**
 * A cluster from a file behind the ports of {@code placement}: a dump of nodes, pods and Services, and an API server in
 * miniature that tells them and binds.
 */
@NullMarked
package dev.evenkeel.file;

import org.jspecify.annotations.NullMarked;
