/**
 * A cluster played in virtual time around the arbiter that serves requests: an API server, watches that lag and break,
 * kube-scheduler with its queues, kubelets, controllers, and evenkeel's process, which may be killed or stand still.
 * Everything follows from a seed.
 */
@NullMarked
package dev.evenkeel.simulation;

import org.jspecify.annotations.NullMarked;
