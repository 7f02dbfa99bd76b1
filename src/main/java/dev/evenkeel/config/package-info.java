/**
 * The settings, and what has to hold of them before anything starts.
 *
 * <p>In it: {@link dev.evenkeel.config.EvenkeelConfig}, all settings with their defaults; the check of their values;
 * the addresses that are listened on by default; and who may call the extender.
 *
 * <p>What it keeps true: a wrong or unknown setting ends the start with its key, its value and what is allowed; and on
 * an address that other machines can reach, the extender answers only with TLS and to certificates of the configured
 * CA, unless {@code evenkeel.insecure=true}.
 *
 * <p>Start at {@link dev.evenkeel.config.EvenkeelConfig}.
 */
@NullMarked
package dev.evenkeel.config;

import org.jspecify.annotations.NullMarked;
