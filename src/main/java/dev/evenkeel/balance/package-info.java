/**
 * A plan for each Service with pods to balance, kept while it holds, and the count of its pods that it is made from.
 *
 * <p>Keeps true: the count equals a recount, and a plan in use is one for the present nodes and pods. Start reading at
 * {@link dev.evenkeel.balance.ServicePlans}.
 */
@NullMarked
package dev.evenkeel.balance;

import org.jspecify.annotations.NullMarked;
