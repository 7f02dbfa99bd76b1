package dev.evenkeel.kubernetes.watch;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What an informer has to remember to distinguish additions, changes and deletions: which object, and which version.
 * The objects themselves are converted and passed on, and not kept twice; one that the informer asks for is made up
 * from its identity.
 */
final class KnownIdentities<T extends HasMetadata> implements ItemStore<T> {
    private final Map<String, Identity> byKey = new ConcurrentHashMap<>();
    private final Supplier<T> blank;
    private final AtomicLong changes = new AtomicLong();

    /**
     * Four strings, some of which the arbiter keeps anyway; an object with its metadata would be several times as
     * large.
     */
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

    /** An independent copy. */
    KnownIdentities<T> copy() {
        KnownIdentities<T> copy = new KnownIdentities<>(blank);
        copy.byKey.putAll(byKey);
        return copy;
    }

    @Override
    public String getKey(T object) {
        return Cache.metaNamespaceKeyFunc(object);
    }

    /** How often something new or changed was stored, or something removed; an informer calls its handler as often. */
    long changes() {
        return changes.get();
    }

    @Override
    public @Nullable T put(String key, T object) {
        Identity identity = Identity.of(object.getMetadata());
        @Nullable Identity before = byKey.put(key, identity);
        if (before == null || !Objects.equals(before.version, identity.version)) {
            changes.incrementAndGet();
        }
        return known(before);
    }

    @Override
    public @Nullable T remove(String key) {
        @Nullable Identity before = byKey.remove(key);
        if (before != null) {
            changes.incrementAndGet();
        }
        return known(before);
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

    /** So the informer reports additions at once: what is stored here would not do later. */
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
