/**
 * kube-scheduler played: one model of its cycle, which asks evenkeel through a driver, in process or over HTTP. The model
 * is plain Java without I/O, clock or threads; {@link dev.evenkeel.simulate.Rehearsal} brings them in.
 */
@NullMarked
package dev.evenkeel.simulate;

import org.jspecify.annotations.NullMarked;
