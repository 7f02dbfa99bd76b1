/**
 * From annotations to rules: what a pod asks for, read once and outside of the lock.
 *
 * <p>Keeps true: a rule that is printed reads back equal, and what cannot be understood says which annotation and what was
 * expected. Start reading at {@link dev.evenkeel.rule.RuleReader}, then {@link dev.evenkeel.rule.Rule}.
 */
@NullMarked
package dev.evenkeel.rule;

import org.jspecify.annotations.NullMarked;
