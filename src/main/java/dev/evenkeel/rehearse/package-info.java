/**
 * {@code evenkeel rehearse}: kube-scheduler in miniature, run against a real evenkeel over HTTP.
 *
 * <p>In it: one scheduling cycle as kube-scheduler runs it ({@link dev.evenkeel.rehearse.SchedulingCycle}), a
 * scheduler that runs one cycle after the other ({@link dev.evenkeel.rehearse.SchedulerModel}), the way to the
 * extender ({@link dev.evenkeel.rehearse.ExtenderDriver}), and what is shown of it in the end.
 *
 * <p>What it keeps true: cycle and scheduler are plain Java without I/O, clock or threads, and everything they do
 * follows from the cluster, the extender's answers and a seed; only {@link dev.evenkeel.rehearse.Rehearsal} and
 * {@link dev.evenkeel.rehearse.HttpDriver} do I/O. What is shown comes from the cluster, not from what the scheduler
 * believes.
 *
 * <p>Start reading at {@code Rehearsal}, then {@code SchedulingCycle}.
 */
@NullMarked
package dev.evenkeel.rehearse;

import org.jspecify.annotations.NullMarked;
