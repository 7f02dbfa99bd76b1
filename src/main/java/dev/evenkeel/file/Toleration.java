package dev.evenkeel.file;

/**
 * A taint that a pod tolerates.
 *
 * @param key empty for any
 * @param anyValue whether only the key has to be there
 * @param effect empty for any
 */
public record Toleration(String key, boolean anyValue, String value, String effect) {
    /** As {@code Toleration.ToleratesTaint} in k8s.io/component-helpers. */
    public boolean tolerates(Taint taint) {
        return (effect.isEmpty() || effect.equals(taint.effect()))
                && (key.isEmpty() || key.equals(taint.key()))
                && (anyValue || value.equals(taint.value()));
    }
}
