package dev.evenkeel.kubernetes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.evenkeel.cluster.Moment;
import dev.evenkeel.cluster.Versions;
import dev.evenkeel.leadership.Freshness;
import dev.evenkeel.leadership.Stall;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures how far one watch is behind, without writing anything. Every two seconds it asks, consistently, which version
 * there is; once the watch has told that version, it has told all of the moment of asking.
 *
 * <p>Where nothing changes, nothing is told, and versions go on all the same: other kinds share them. So if the watch does
 * not get there soon, a second, short watch is begun where the first one stands. What that tells, the first has to tell
 * too; if it tells nothing, the first lacks nothing that the API server knows. If it tells something and the first does not
 * move, that is dead, and is begun anew ({@link Stall}).
 *
 * <p>Where no less than a consistent look will do, the objects are listed anew instead.
 */
final class WatchPulse {
    private static final Logger LOG = LoggerFactory.getLogger(WatchPulse.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Duration PAUSE = Duration.ofSeconds(2);
    /** How long a watch is given to get where it should be, before a second one is asked. */
    private static final Duration DOUBT = Duration.ofMillis(400);

    private final String path;
    private final KubernetesClient client;
    private final LastingWatch<?> watch;

    private final Freshness consistent = new Freshness();
    private final Stall stall = new Stall();

    private @Nullable Moment asked;
    /** Where the watch was then. */
    private LastingWatch.@Nullable Position askedAt;

    private boolean doubted;
    /** The consistent look that is under way, if one is. */
    private @Nullable Look listing;

    private @Nullable Moment seen;
    private @Nullable Moment heard;
    private boolean failing;
    private volatile boolean closed;

    /** The watch was begun anew at that moment, for that time. */
    private record Look(Moment begun, int round) {}

    /**
     * A pulse that has not been taken yet.
     *
     * @param path of the objects, {@code /api/v1/pods}
     * @param client gives up on a request soon, and sends each once
     */
    WatchPulse(String path, KubernetesClient client, LastingWatch<?> watch) {
        this.path = path;
        this.client = client;
        this.watch = watch;
    }

    /** What fails from now on is part of the end. */
    void close() {
        closed = true;
    }

    /** The latest moment of which the watch has certainly told everything. */
    synchronized Optional<Moment> seen() {
        return Optional.ofNullable(seen);
    }

    /** The latest moment of which it has told everything that the API server shows. */
    synchronized Optional<Moment> heard() {
        return Optional.ofNullable(heard);
    }

    /**
     * To be called some times a second, by one thread; may take as long as a request.
     *
     * @param awaited if a consistent look is waited for, what it must not be older than
     */
    void take(Optional<Moment> awaited, Moment now) {
        look();
        boolean urgent = awaited.isPresent()
                && seen().filter(at -> !at.isBefore(awaited.get())).isEmpty();
        try {
            if (asked == null || !now.isBefore(asked.plus(PAUSE)) || (urgent && asked.isBefore(awaited.get()))) {
                ask(now);
            } else if (!doubted && !now.isBefore(asked.plus(DOUBT))) {
                doubted = true;
                doubt(asked, urgent, now);
            }
        } catch (KubernetesClientException | JsonProcessingException e) {
            complain(e);
        }
    }

    /** Once, until something is heard again. */
    private synchronized void complain(Exception failure) {
        if (!failing && !closed) {
            LOG.warn("How far the watch of {} is cannot be measured: {}", path, failure.toString());
        }
        failing = true;
    }

    /** Sees how far the watch has come. */
    private void look() {
        if (listing != null && watch.hasBegun(listing.round)) {
            sawAll(listing.begun);
            listing = null;
        }
        consistent.reported(watch.toldThrough()).ifPresent(this::sawAll);
    }

    private synchronized void sawAll(Moment asOf) {
        seen = seen != null && asOf.isBefore(seen) ? seen : asOf;
        heardAll(asOf);
    }

    private synchronized void heardAll(Moment asOf) {
        heard = heard != null && asOf.isBefore(heard) ? heard : asOf;
        failing = false;
    }

    /** Which version is there now, consistently: a list without resourceVersion. */
    private void ask(Moment now) throws JsonProcessingException {
        asked = now;
        askedAt = watch.position();
        doubted = false;
        JsonNode list = JSON.readTree(client.raw(path + "?limit=1"));
        long version = version(list);
        if (version != Versions.UNKNOWN) {
            consistent.note(now, version);
        }
    }

    /** The watch has not told what was there when it was asked for: because there is nothing to tell, or too late? */
    private void doubt(Moment asOf, boolean urgent, Moment now) {
        boolean reached = heard().filter(at -> !at.isBefore(asOf)).isPresent();
        if (urgent) {
            lookAnew(now);
            return;
        }
        long from = watch.toldThrough();
        if (reached || from == Versions.UNKNOWN) {
            stall.lacksNothing();
            return;
        }
        SecondWatch.News news = SecondWatch.after(client, path, from);
        if (news == SecondWatch.News.NONE) {
            heardAll(asOf);
            stall.lacksNothing();
        } else if (stall.lacks(watch.position(), news == SecondWatch.News.LOST, now)) {
            LOG.warn("The watch of {} lacks what the API server tells, and does not move: listing anew", path);
            list(now);
        }
    }

    /** While the watch moves, it gets by itself where it should be, and a list would hold it up. */
    private void lookAnew(Moment now) {
        if (watch.position().equals(askedAt)) {
            list(now);
        }
    }

    private void list(Moment now) {
        if (listing == null) {
            listing = new Look(now, watch.relist());
        }
    }

    private static long version(JsonNode object) {
        return Versions.parse(object.path("metadata").path("resourceVersion").asText());
    }
}
