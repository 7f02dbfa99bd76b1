/**
 * From annotations to rules: what a pod asks for, parsed once and outside of the lock.
 *
 * <p>Keeps true: a printed rule parses to an equal one, and an error names the annotation and what was expected. Start
 * reading at {@link dev.evenkeel.rule.RuleReader}, then {@link dev.evenkeel.rule.Rule}.
 */
@NullMarked
package dev.evenkeel.rule;

import org.jspecify.annotations.NullMarked;
