package dev.evenkeel.kubernetes;

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
 * What an informer has to remember to tell additions, changes and deletions apart: which object, and which version. The
 * objects themselves go to the arbiter, reduced, and are not kept twice; an object is made of what is remembered when it is
 * asked for.
 */
final class KnownIdentities<T extends HasMetadata> implements ItemStore<T> {
    private final Map<String, Identity> byKey = new ConcurrentHashMap<>();
    private final Supplier<T> blank;
    private final AtomicLong changes = new AtomicLong();

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

    /** How often something was stored that differs from before, or removed; an informer tells its handler as often. */
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
