package dev.evenkeel.kubernetes.convert;

import dev.evenkeel.cluster.Versions;
import dev.evenkeel.labels.Labels;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What every object's metadata has, and may lack. */
final class Metadata {
    private Metadata() {}

    /** The owner that controls an object, of which there is at most one. */
    static Optional<OwnerReference> controller(ObjectMeta meta) {
        return meta.getOwnerReferences().stream()
                .filter(owner -> Boolean.TRUE.equals(owner.getController()))
                .findFirst();
    }

    static Labels labels(@Nullable Map<String, String> map) {
        return map == null ? Labels.NONE : Labels.of(map);
    }

    static long version(ObjectMeta meta) {
        return Versions.parse(text(meta.getResourceVersion()));
    }

    static String text(@Nullable String text) {
        return Objects.requireNonNullElse(text, "");
    }
}
