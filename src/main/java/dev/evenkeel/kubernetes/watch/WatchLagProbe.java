package dev.evenkeel.kubernetes.watch;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.evenkeel.leadership.Freshness;
import dev.evenkeel.leadership.Stall;
import dev.evenkeel.objects.Moment;
import dev.evenkeel.objects.Versions;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Measures how far one watch is behind, without writing anything. Every two seconds it asks, consistently, for the
 * current version; once the watch has reported that version, it has reported everything up to the moment of asking.
 *
 * <p>Where nothing changes, nothing is reported, and yet versions increase, since other kinds share them. So if the
 * watch does not get there soon, a second, short watch is started where the first one is. What the second reports, the
 * first has yet to report; if the second reports nothing, the first lacks nothing that the API server knows. If the
 * second reports something and the first does not move, the first is dead, and is restarted with a list
 * ({@link Stall}).
 *
 * <p>Where only a consistent list will do, the objects are listed again instead.
 */
final class WatchLagProbe {
    private static final Logger LOG = LoggerFactory.getLogger(WatchLagProbe.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Duration PAUSE = Duration.ofSeconds(2);
    /** How long a watch may take to get where it should be, before a second one is started. */
    private static final Duration DOUBT = Duration.ofMillis(400);

    private final String path;
    private final KubernetesClient client;
    private final RelistingInformer<?> watch;

    private final Freshness consistent = new Freshness();
    private final Stall stall = new Stall();

    private @Nullable Moment asked;
    /** Where the watch was then. */
    private RelistingInformer.@Nullable Position askedAt;

    private boolean doubted;
    /** The consistent list that is under way, if one is. */
    private @Nullable Relist listing;

    private @Nullable Moment seen;
    private @Nullable Moment heard;
    private boolean failing;
    private volatile boolean closed;

    /** The watch was relisted at that moment; which start of it that was. */
    private record Relist(Moment begun, int round) {}

    /**
     * A probe that has not run yet.
     *
     * @param path of the objects, {@code /api/v1/pods}
     * @param client has a short time-out, and sends each request once
     */
    WatchLagProbe(String path, KubernetesClient client, RelistingInformer<?> watch) {
        this.path = path;
        this.client = client;
        this.watch = watch;
    }

    /** Failures from now on are part of the shutdown, and not logged. */
    void close() {
        closed = true;
    }

    /** The latest moment up to which the watch has certainly reported everything. */
    synchronized Optional<Moment> seen() {
        return Optional.ofNullable(seen);
    }

    /** The latest moment up to which it has reported everything that the API server shows. */
    synchronized Optional<Moment> heard() {
        return Optional.ofNullable(heard);
    }

    /**
     * To be called several times a second, by one thread; may take as long as a request.
     *
     * @param awaited if a consistent list is waited for, the moment that it must not be older than
     */
    void probe(Optional<Moment> awaited, Moment now) {
        checkProgress();
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

    /** Logs once, until something is heard again. */
    private synchronized void complain(Exception failure) {
        if (!failing && !closed) {
            LOG.warn("The lag of the watch of {} cannot be measured: {}", path, failure.toString());
        }
        failing = true;
    }

    /** Notes how far the watch has come. */
    private void checkProgress() {
        if (listing != null && watch.hasStarted(listing.round)) {
            sawAll(listing.begun);
            listing = null;
        }
        consistent.reported(watch.reportedThrough()).ifPresent(this::sawAll);
    }

    private synchronized void sawAll(Moment asOf) {
        seen = seen != null && asOf.isBefore(seen) ? seen : asOf;
        heardAll(asOf);
    }

    private synchronized void heardAll(Moment asOf) {
        heard = heard != null && asOf.isBefore(heard) ? heard : asOf;
        failing = false;
    }

    /** The current version, consistently: a list without resourceVersion. */
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

    /** The watch has not reached what was there when asked: because there is nothing to report, or because it lags? */
    private void doubt(Moment asOf, boolean urgent, Moment now) {
        boolean reached = heard().filter(at -> !at.isBefore(asOf)).isPresent();
        if (urgent) {
            relistIfStill(now);
            return;
        }
        long from = watch.reportedThrough();
        if (reached || from == Versions.UNKNOWN) {
            stall.lacksNothing();
            return;
        }
        SecondWatch.News news = SecondWatch.after(client, path, from);
        if (news == SecondWatch.News.NONE) {
            heardAll(asOf);
            stall.lacksNothing();
        } else if (stall.lacks(watch.position(), news == SecondWatch.News.LOST, now)) {
            LOG.warn("The watch of {} lacks what the API server sends, and does not move: listing again", path);
            list(now);
        }
    }

    /** While the watch moves, it gets there by itself, and a list would delay it. */
    private void relistIfStill(Moment now) {
        if (watch.position().equals(askedAt)) {
            list(now);
        }
    }

    private void list(Moment now) {
        if (listing == null) {
            listing = new Relist(now, watch.relist());
        }
    }

    private static long version(JsonNode object) {
        return Versions.parse(object.path("metadata").path("resourceVersion").asText());
    }
}
