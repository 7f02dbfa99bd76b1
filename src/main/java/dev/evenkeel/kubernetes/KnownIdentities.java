package dev.evenkeel.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What an informer has to remember to tell additions, changes and deletions apart: which object, and which version. The
 * objects themselves go to the arbiter, reduced, and are not kept twice.
 */
final class KnownIdentities<T extends HasMetadata> implements ItemStore<T> {
    private final Map<String, T> byKey = new ConcurrentHashMap<>();
    private final Supplier<T> blank;

    KnownIdentities(Supplier<T> blank) {
        this.blank = blank;
    }

    @Override
    public String getKey(T object) {
        return Cache.metaNamespaceKeyFunc(object);
    }

    @Override
    public @Nullable T put(String key, T object) {
        return byKey.put(key, identity(object));
    }

    @Override
    public @Nullable T remove(String key) {
        return byKey.remove(key);
    }

    @Override
    public Stream<String> keySet() {
        return byKey.keySet().stream();
    }

    @Override
    public Stream<T> values() {
        return byKey.values().stream();
    }

    @Override
    public int size() {
        return byKey.size();
    }

    @Override
    public @Nullable T get(String key) {
        return byKey.get(key);
    }

    /** Says that additions have to be told at once: what is stored would not do later. */
    @Override
    public boolean isFullState() {
        return false;
    }

    private T identity(T object) {
        T identity = blank.get();
        identity.setMetadata(new ObjectMetaBuilder()
                .withNamespace(object.getMetadata().getNamespace())
                .withName(object.getMetadata().getName())
                .withUid(object.getMetadata().getUid())
                .withResourceVersion(object.getMetadata().getResourceVersion())
                .build());
        return identity;
    }
}
