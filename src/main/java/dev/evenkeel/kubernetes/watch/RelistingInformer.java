package dev.evenkeel.kubernetes.watch;

import dev.evenkeel.objects.Versions;
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
 * The list and watch of one kind, for as long as the process runs. What its handler hears is, in the end, what there
 * is: whatever ends the watch, each change is reported once, and a deleted object is reported as deleted by its own
 * UID.
 *
 * <p>The client's informer starts a watch again when it ends. It does not notice one that dies silently, as when the
 * API server's machine vanishes, and it retries for ever when its version is refused as too old before the watch
 * begins. Either way nothing more is heard, while a live API server sends a bookmark about once a minute. So an
 * informer that was silent for long is dropped, and a new one starts with a list.
 */
final class RelistingInformer<T extends HasMetadata> implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(RelistingInformer.class);

    private final String what;
    private final Supplier<SharedIndexInformer<T>> informers;
    private final ResourceEventHandler<T> handler;
    private final KnownIdentities<T> reported;

    // Guarded by this: replacing an informer and what the old one still reports must not overlap.
    private SharedIndexInformer<T> informer;
    /** What the informer knows. */
    private KnownIdentities<T> known;

    private Reporter reporter;
    /** Counts the informers. */
    private int round;

    /** Everything up to this version was reported, by whichever informer. */
    private long reportedThrough = Versions.UNKNOWN;
    /** The informer has reached this version once its handler has been called this often. */
    private @Nullable Mark mark;

    private CompletableFuture<Void> started = new CompletableFuture<>();
    /** Completes with the first informer that has started; others may be replaced before. */
    private final CompletableFuture<Void> synced = new CompletableFuture<>();

    private @Nullable String lastVersion;
    private long lastHeard = System.nanoTime();
    private volatile boolean closed;

    private record Mark(long version, long changes) {}

    /**
     * How far it has read and reported. Equal to an earlier one if and only if nothing came in between.
     *
     * @param version that the informer has reached; empty if it has none yet
     * @param changes how many the informer knows of
     * @param reported how many of these were reported to the handler
     */
    record Position(int round, String version, long changes, long reported) {}

    /**
     * An informer, not started yet.
     *
     * @param what its objects are called in the log
     * @param informers gives a new one, not started, each time
     * @param blank makes an object without content
     * @param handler is called by one thread at a time
     */
    RelistingInformer(
            String what,
            Supplier<SharedIndexInformer<T>> informers,
            Supplier<T> blank,
            ResourceEventHandler<T> handler) {
        this.what = what;
        this.informers = informers;
        this.handler = handler;
        this.reported = new KnownIdentities<>(blank);
        this.informer = informers.get();
        this.known = reported.copy();
        this.reporter = new Reporter(round);
    }

    /**
     * Starts; the result completes once everything that was there has been reported and the watch continues from there.
     */
    synchronized CompletableFuture<Void> start() {
        begin();
        return synced;
    }

    private void begin() {
        // An initial state, though empty, makes the informer list without resourceVersion 0 and report its start only
        // after everything has been reported to the handler.
        informer.initialState(Stream.empty());
        known = reported.copy();
        reporter = new Reporter(round);
        mark = null;
        // Before the store, or the store's content would be reported to the handler as if it were whole objects.
        informer.addEventHandler(reporter);
        informer.removeIndexer(Cache.NAMESPACE_INDEX);
        informer.itemStore(known);
        informer.exceptionHandler(new KeepTrying());
        started = informer.start().toCompletableFuture();
        started.thenRun(() -> synced.complete(null)).exceptionally(RelistingInformer::replaced);
    }

    private static @Nullable Void replaced(Throwable failure) {
        LOG.debug("An informer ended before it had started", failure);
        return null;
    }

    /** To be called now and then: relists if nothing was heard for longer than {@code silence}. */
    synchronized void check(Duration silence) {
        @Nullable String version = informer.lastSyncResourceVersion();
        long now = System.nanoTime();
        if (!Objects.equals(version, lastVersion)) {
            lastVersion = version;
            lastHeard = now;
        }
        // Before it has started, the informer retries its list by itself.
        boolean silent = started.isDone() && now - lastHeard > silence.toNanos();
        if (silent && !closed) {
            LOG.warn("Nothing was heard of {} for {} s, listing them again", what, silence.toSeconds());
            relist();
        }
    }

    /** Starts again with a list, and reports the differences; returns the number of this start. */
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

    /** Whether everything that was there at that start, or at a later one, has been reported. */
    synchronized boolean hasStarted(int since) {
        return round >= since && started.isDone() && !started.isCompletedExceptionally();
    }

    /**
     * A version up to which everything has been reported; {@link Versions#UNKNOWN} before there is one. To be called
     * now and then: an informer reports what it has stored a moment later, so each call checks how far it was at the
     * last call.
     */
    synchronized long reportedThrough() {
        if (mark != null && reporter.count >= mark.changes) {
            reportedThrough = Math.max(reportedThrough, mark.version);
            mark = null;
        }
        if (mark == null) {
            long version = Versions.parse(Objects.requireNonNullElse(informer.lastSyncResourceVersion(), ""));
            // Read after the version: changes up to it are among these.
            mark = new Mark(version, known.changes());
        }
        return reportedThrough;
    }

    /** Where it is now. */
    synchronized Position position() {
        String version = Objects.requireNonNullElse(informer.lastSyncResourceVersion(), "");
        return new Position(round, version, known.changes(), reporter.count);
    }

    @Override
    public synchronized void close() {
        closed = true;
        informer.stop();
    }

    /** The API server may be away for any time, at the start too. */
    private final class KeepTrying implements ExceptionHandler {
        @Override
        public boolean retryAfterException(boolean started, Throwable failure) {
            // Not under the lock, which is held while an informer is replaced and ends.
            if (!closed) {
                LOG.warn("Listing or watching {} failed, trying again: {}", what, failure.toString());
            }
            return true;
        }
    }

    /**
     * Passes on what one informer reports, until that is replaced or closed. A failure for one object is logged with
     * its name, and does not affect the others.
     */
    private final class Reporter implements ResourceEventHandler<T> {
        private final int ofRound;
        /** How often it was called. */
        private long count;

        Reporter(int ofRound) {
            this.ofRound = ofRound;
        }

        @Override
        public void onAdd(T object) {
            report(object, () -> {
                reported.put(reported.getKey(object), object);
                handler.onAdd(object);
            });
        }

        @Override
        public void onUpdate(T before, T object) {
            report(object, () -> {
                reported.put(reported.getKey(object), object);
                handler.onUpdate(before, object);
            });
        }

        @Override
        public void onDelete(T object, boolean finalStateUnknown) {
            report(object, () -> {
                reported.remove(reported.getKey(object));
                handler.onDelete(object, finalStateUnknown);
            });
        }

        private void report(T object, Runnable handling) {
            synchronized (RelistingInformer.this) {
                count++;
                if (ofRound != round || closed) {
                    return;
                }
                try {
                    handling.run();
                } catch (RuntimeException e) {
                    LOG.error(
                            "A change of {} {} could not be handled and is lost",
                            what,
                            Cache.metaNamespaceKeyFunc(object),
                            e);
                }
            }
        }
    }
}
