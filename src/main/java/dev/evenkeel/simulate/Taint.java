package dev.evenkeel.simulate;

/**
 * A taint of a node that keeps pods away.
 *
 * @param effect {@code NoSchedule} or {@code NoExecute}; others keep nobody away
 */
public record Taint(String key, String value, String effect) {}
