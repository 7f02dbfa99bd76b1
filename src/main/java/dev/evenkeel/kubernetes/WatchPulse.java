package dev.evenkeel.kubernetes;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.evenkeel.cluster.Versions;
import dev.evenkeel.leadership.Freshness;
import dev.evenkeel.placement.Moment;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientException;
import java.time.Duration;
import java.util.List;
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
 * too; if it tells nothing, the first lacks nothing that the API server knows.
 *
 * <p>Where no less than a consistent look will do, the objects are listed anew instead.
 */
final class WatchPulse {
    private static final Logger LOG = LoggerFactory.getLogger(WatchPulse.class);
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Duration PAUSE = Duration.ofSeconds(2);
    /** How long a watch is given to get where it should be, before a second one is asked. */
    private static final Duration DOUBT = Duration.ofMillis(400);
    /** Between two new beginnings of a watch that lacks something. */
    private static final Duration MENDING = Duration.ofSeconds(30);

    private final String path;
    private final KubernetesClient client;
    private final LastingWatch<?> watch;
    private final Duration lag;

    private final Freshness consistent = new Freshness();
    private final Freshness told = new Freshness();

    private @Nullable Moment asked;
    private @Nullable Moment mended;
    private boolean doubted;
    /** The consistent look that is under way, if one is. */
    private @Nullable Look listing;

    private @Nullable Moment seen;
    private @Nullable Moment heard;
    private boolean failing;

    /** The watch was begun anew at that moment, for that time. */
    private record Look(Moment begun, int round) {}

    /**
     * A pulse that has not been taken yet.
     *
     * @param path of the objects, {@code /api/v1/pods}
     * @param client gives up on a request soon, and sends each once
     * @param lag how far behind the watch may be before it is begun anew
     */
    WatchPulse(String path, KubernetesClient client, LastingWatch<?> watch, Duration lag) {
        this.path = path;
        this.client = client;
        this.watch = watch;
        this.lag = lag;
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
        if (!failing) {
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
        long version = watch.toldThrough();
        consistent.told(version).ifPresent(this::sawAll);
        told.told(version).ifPresent(this::heardAll);
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
        doubted = false;
        JsonNode list = JSON.readTree(client.raw(path + "?limit=1"));
        long version = version(list);
        if (version != Versions.UNKNOWN) {
            consistent.note(now, version);
        }
    }

    /** The watch has not told what was there when it was asked for: because there is nothing to tell, or too late? */
    private void doubt(Moment asOf, boolean urgent, Moment now) throws JsonProcessingException {
        boolean reached = heard().filter(at -> !at.isBefore(asOf)).isPresent();
        if (reached && !urgent) {
            return;
        }
        if (urgent) {
            list(now);
            return;
        }
        long from = watch.toldThrough();
        if (from == Versions.UNKNOWN) {
            return;
        }
        long last = lastAfter(from);
        if (last == from) {
            heardAll(asOf);
            return;
        }
        if (last == Versions.UNKNOWN) {
            mend(now);
            return;
        }
        told.note(asOf, last);
        if (told.oldest().filter(oldest -> now.since(oldest).compareTo(lag) > 0).isPresent()) {
            mend(now);
        }
    }

    private void list(Moment now) {
        if (listing == null) {
            listing = new Look(now, watch.relist());
        }
    }

    private void mend(Moment now) {
        if (mended == null || now.since(mended).compareTo(MENDING) > 0) {
            mended = now;
            LOG.warn("The watch of {} lacks what the API server tells, listing anew", path);
            list(now);
        }
    }

    /**
     * The last version of what a second watch tells of the time after a version; that version if it tells nothing, and
     * {@link Versions#UNKNOWN} if the API server remembers less than that.
     */
    private long lastAfter(long from) throws JsonProcessingException {
        String events = client.raw(path + "?watch=1&timeoutSeconds=1&resourceVersion=" + from);
        List<String> lines = events.lines().filter(line -> !line.isBlank()).toList();
        if (lines.isEmpty()) {
            return from;
        }
        JsonNode last = JSON.readTree(lines.getLast());
        return last.path("type").asText().equals("ERROR") ? Versions.UNKNOWN : version(last.path("object"));
    }

    private static long version(JsonNode object) {
        return Versions.parse(object.path("metadata").path("resourceVersion").asText());
    }
}
