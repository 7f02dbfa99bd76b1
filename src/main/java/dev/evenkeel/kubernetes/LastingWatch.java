package dev.evenkeel.kubernetes;

import dev.evenkeel.cluster.Versions;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.client.informers.ExceptionHandler;
import io.fabric8.kubernetes.client.informers.ResourceEventHandler;
import io.fabric8.kubernetes.client.informers.SharedIndexInformer;
import io.fabric8.kubernetes.client.informers.cache.Cache;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The list and watch of one kind, for ever. What its handler was told is, in the end, what there is: whatever ends the
 * watch, each change is told once, and an object that is gone is told gone by its own UID.
 *
 * <p>The client's informer takes a watch up again when it ends. It does not notice one that has died without a word, as when
 * the API server's machine vanishes, and it asks for ever when its version is refused as too old before the watch begins.
 * Either way nothing is heard any more, while an API server sends a bookmark about once a minute. So an informer that was
 * silent for long is given up, and another begins with a list.
 */
final class LastingWatch<T extends HasMetadata> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(LastingWatch.class);

    private final String what;
    private final Supplier<SharedIndexInformer<T>> informers;
    private final ResourceEventHandler<T> handler;
    private final KnownIdentities<T> told;

    // Guarded by this: what replaces an informer, and what it still tells, must not overlap.
    private SharedIndexInformer<T> informer;
    /** What the informer knows. */
    private KnownIdentities<T> known;

    private Telling telling;
    /** Counts the informers. */
    private int round;

    /** Up to this version all was told, by whichever informer. */
    private long toldThrough = Versions.UNKNOWN;
    /** The informer had come to this version, once the handler was told this often. */
    private @Nullable Mark mark;

    private CompletableFuture<Void> begun = new CompletableFuture<>();
    /** Completes with the first informer that has begun; one may be replaced before. */
    private final CompletableFuture<Void> whole = new CompletableFuture<>();

    private @Nullable String lastVersion;
    private long lastHeard = System.nanoTime();
    private volatile boolean closed;

    private record Mark(long version, long changes) {}

    /**
     * How far it has read and told. Equal to an earlier one if and only if nothing came in between.
     *
     * @param version that the informer has come to; empty if it has none yet
     * @param changes how many the informer knows of
     * @param told how many of these the handler was told
     */
    record Position(int round, String version, long changes, long told) {}

    /**
     * A watch, not begun yet.
     *
     * @param what its objects are called in the log
     * @param informers gives one that is not started yet, each time
     * @param blank makes an object without content
     * @param handler is told by one thread at a time
     */
    LastingWatch(
            String what,
            Supplier<SharedIndexInformer<T>> informers,
            Supplier<T> blank,
            ResourceEventHandler<T> handler) {
        this.what = what;
        this.informers = informers;
        this.handler = handler;
        this.told = new KnownIdentities<>(blank);
        this.informer = informers.get();
        this.known = told.copy();
        this.telling = new Telling(round);
    }

    /** Begins; the result completes once all that was there has been told and the watch goes on from there. */
    synchronized CompletableFuture<Void> start() {
        begin();
        return whole;
    }

    private void begin() {
        // An initial state, though empty, makes the informer list without resourceVersion 0 and report its start only
        // after the handler has been told everything.
        informer.initialState(Stream.empty());
        known = told.copy();
        telling = new Telling(round);
        mark = null;
        // Before the store, or the handler would be told what is stored as if it were whole objects.
        informer.addEventHandler(telling);
        informer.removeIndexer(Cache.NAMESPACE_INDEX);
        informer.itemStore(known);
        informer.exceptionHandler(new KeepTrying());
        begun = informer.start().toCompletableFuture();
        begun.thenRun(() -> whole.complete(null)).exceptionally(LastingWatch::replaced);
    }

    private static @Nullable Void replaced(Throwable failure) {
        LOG.debug("An informer ended before it had begun", failure);
        return null;
    }

    /** To be called now and then: begins anew if nothing was heard for longer than {@code silence}. */
    synchronized void check(Duration silence) {
        @Nullable String version = informer.lastSyncResourceVersion();
        long now = System.nanoTime();
        if (!Objects.equals(version, lastVersion)) {
            lastVersion = version;
            lastHeard = now;
        }
        // Before it has begun, the informer lists again and again by itself.
        boolean silent = begun.isDone() && now - lastHeard > silence.toNanos();
        if (silent && !closed) {
            LOG.warn("Nothing was heard of {} for {} s, listing them anew", what, silence.toSeconds());
            relist();
        }
    }

    /** Begins anew with a list, which differences are told of; the result tells this beginning from others. */
    synchronized int relist() {
        if (!closed) {
            informer.stop();
            informer = informers.get();
            round++;
            lastHeard = System.nanoTime();
            begin();
        }
        return round;
    }

    /** Whether all has been told that was there at that beginning, or at a later one. */
    synchronized boolean hasBegun(int beginning) {
        return round >= beginning && begun.isDone() && !begun.isCompletedExceptionally();
    }

    /**
     * A version up to which the handler has been told everything; {@link Versions#UNKNOWN} before there is one. To be asked
     * now and then: what an informer has stored it tells a moment later, so each time this looks how far it was last time.
     */
    synchronized long toldThrough() {
        if (mark != null && telling.count >= mark.changes) {
            toldThrough = Math.max(toldThrough, mark.version);
            mark = null;
        }
        if (mark == null) {
            long version = Versions.parse(Objects.requireNonNullElse(informer.lastSyncResourceVersion(), ""));
            // Read after the version: changes up to it are among these.
            mark = new Mark(version, known.changes());
        }
        return toldThrough;
    }

    /** Where it is now. */
    synchronized Position position() {
        String version = Objects.requireNonNullElse(informer.lastSyncResourceVersion(), "");
        return new Position(round, version, known.changes(), telling.count);
    }

    @Override
    public synchronized void close() {
        closed = true;
        informer.stop();
    }

    /** The API server may be away for as long as it likes, at the start too. */
    private final class KeepTrying implements ExceptionHandler {
        @Override
        public boolean retryAfterException(boolean started, Throwable failure) {
            // Not under the lock, which whoever replaces the informer holds while it ends.
            if (!closed) {
                LOG.warn("Listing or watching {} failed, trying again: {}", what, failure.toString());
            }
            return true;
        }
    }

    /**
     * Passes on what one informer tells, until that is replaced or closed. What fails for one object is logged with its
     * name, and the others are told all the same.
     */
    private final class Telling implements ResourceEventHandler<T> {
        private final int ofRound;
        /** How often it was told anything. */
        private long count;

        Telling(int ofRound) {
            this.ofRound = ofRound;
        }

        @Override
        public void onAdd(T object) {
            tell(object, () -> {
                told.put(told.getKey(object), object);
                handler.onAdd(object);
            });
        }

        @Override
        public void onUpdate(T before, T object) {
            tell(object, () -> {
                told.put(told.getKey(object), object);
                handler.onUpdate(before, object);
            });
        }

        @Override
        public void onDelete(T object, boolean finalStateUnknown) {
            tell(object, () -> {
                told.remove(told.getKey(object));
                handler.onDelete(object, finalStateUnknown);
            });
        }

        private void tell(T object, Runnable telling) {
            synchronized (LastingWatch.this) {
                count++;
                if (ofRound != round || closed) {
                    return;
                }
                try {
                    telling.run();
                } catch (RuntimeException e) {
                    LOG.error("What was told of {} {} is lost", what, Cache.metaNamespaceKeyFunc(object), e);
                }
            }
        }
    }
}
