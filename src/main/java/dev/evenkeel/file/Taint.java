package dev.evenkeel.file;

/**
 * A taint of a node that keeps pods away.
 *
 * @param effect {@code NoSchedule} or {@code NoExecute}; others keep no pod away
 */
public record Taint(String key, String value, String effect) {}
