/**
 * A cluster in virtual time around the arbiter that serves requests.
 *
 * <p>In it: an API server, watches that lag and break, kube-scheduler with its queues, kubelets, controllers, and
 * evenkeel's process, which may be killed or stand still ({@code Simulation} puts them together); scenarios drawn
 * from a seed ({@code ScenarioGenerator}), a judge that reads the rules without evenkeel's code ({@code Judge},
 * {@code PodRules}), and the search for the smallest scenario that breaks a promise ({@code Shrinker}). The same
 * simulator runs with each mutant of the core ({@code MutantsTest}), and digests all that evenkeel decides ({@code
 * DecisionDigests}).
 *
 * <p>What it keeps true: everything follows from the seed, so that a failure can be repeated; nothing of it waits for
 * real time.
 *
 * <p>Start reading at {@code Simulation}, then {@code EvenkeelProcess} and {@code Judge}.
 */
@NullMarked
package dev.evenkeel.simulation;

import org.jspecify.annotations.NullMarked;
