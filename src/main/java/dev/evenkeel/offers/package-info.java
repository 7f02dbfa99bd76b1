/**
 * Which of the free slots a pod is offered: fair shares of what is left, so that waiting siblings do not collide.
 *
 * <p>Keeps true: nobody is offered what is taken, held or offered to others, unless more slots are free than pods are known to
 * wait. Start reading at {@link dev.evenkeel.offers.Offers}.
 */
@NullMarked
package dev.evenkeel.offers;

import org.jspecify.annotations.NullMarked;
