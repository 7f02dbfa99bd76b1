/**
 * A plan for each Service with pods to balance, kept while it holds, and the count of its pods that it goes by.
 *
 * <p>Keeps true: the count equals a recount, and a plan at hand is one for the nodes and pods that there are. Start reading at
 * {@link dev.evenkeel.balance.ServicePlans}.
 */
@NullMarked
package dev.evenkeel.balance;

import org.jspecify.annotations.NullMarked;
