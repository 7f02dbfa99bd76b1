package dev.evenkeel.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
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
 * objects themselves go to the arbiter, reduced, and are not kept twice; an object is made of what is remembered when it is
 * asked for.
 */
final class KnownIdentities<T extends HasMetadata> implements ItemStore<T> {
    private final Map<String, Identity> byKey = new ConcurrentHashMap<>();
    private final Supplier<T> blank;

    /** Four texts, some of which the arbiter keeps anyway; an object with its metadata would be several times as large. */
    private record Identity(
            @Nullable String namespace,
            @Nullable String name,
            @Nullable String uid,
            @Nullable String version) {
        static Identity of(ObjectMeta meta) {
            return new Identity(meta.getNamespace(), meta.getName(), meta.getUid(), meta.getResourceVersion());
        }
    }

    KnownIdentities(Supplier<T> blank) {
        this.blank = blank;
    }

    /** Another one that remembers the same by now. */
    KnownIdentities<T> copy() {
        KnownIdentities<T> copy = new KnownIdentities<>(blank);
        copy.byKey.putAll(byKey);
        return copy;
    }

    @Override
    public String getKey(T object) {
        return Cache.metaNamespaceKeyFunc(object);
    }

    @Override
    public @Nullable T put(String key, T object) {
        return known(byKey.put(key, Identity.of(object.getMetadata())));
    }

    @Override
    public @Nullable T remove(String key) {
        return known(byKey.remove(key));
    }

    @Override
    public Stream<String> keySet() {
        return byKey.keySet().stream();
    }

    @Override
    public Stream<T> values() {
        return byKey.values().stream().map(this::object);
    }

    @Override
    public int size() {
        return byKey.size();
    }

    @Override
    public @Nullable T get(String key) {
        return known(byKey.get(key));
    }

    /** Says that additions have to be told at once: what is stored would not do later. */
    @Override
    public boolean isFullState() {
        return false;
    }

    private @Nullable T known(@Nullable Identity identity) {
        return identity == null ? null : object(identity);
    }

    private T object(Identity identity) {
        T object = blank.get();
        object.setMetadata(new ObjectMetaBuilder()
                .withNamespace(identity.namespace)
                .withName(identity.name)
                .withUid(identity.uid)
                .withResourceVersion(identity.version)
                .build());
        return object;
    }
}
