/**
 * kube-scheduler played: one model of its cycle, which asks evenkeel through a driver, in process or over HTTP. The model
 * is plain Java without I/O, clock or threads; {@link dev.evenkeel.rehearse.Rehearsal} brings them in.
 */
@NullMarked
package dev.evenkeel.rehearse;

import org.jspecify.annotations.NullMarked;
