/**
 * The command line: {@code serve}, {@code rehearse}, {@code simulate} and {@code explain}.
 *
 * <p>In it: {@link dev.evenkeel.cli.Main}, a class for each command, and why a start failed, in one line. {@code serve}
 * and {@code rehearse} run Quarkus, which finds the rest of the program; the others run without it.
 *
 * <p>What it keeps true: {@code simulate} and {@code explain} change nothing anywhere; a failure is one line on
 * standard error and an exit code, without a stack trace.
 *
 * <p>Start at {@link dev.evenkeel.cli.Main}.
 */
@NullMarked
package dev.evenkeel.cli;

import org.jspecify.annotations.NullMarked;
