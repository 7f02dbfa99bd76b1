package dev.evenkeel.extender;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * How large a request's body may be (else 413), how long it may take to arrive (else 408, and the connection is
 * closed), and how much of all bodies may be under way at once (else 503), so that unfinished ones cannot fill the
 * memory.
 */
final class BodyLimits {
    private final long bytes;
    private final Duration time;
    private final long together;
    private final AtomicLong underWay = new AtomicLong();

    /**
     * @param together the bytes of all bodies that are under way; less than {@code bytes} counts as that
     */
    BodyLimits(long bytes, Duration time, long together) {
        this.bytes = bytes;
        this.time = time;
        this.together = Math.max(bytes, together);
    }

    Duration time() {
        return time;
    }

    boolean allows(long length) {
        return length <= bytes;
    }

    /** The refusal of a body that is announced as too large. */
    @Nullable
    Refused refuse(HttpServerRequest request) {
        @Nullable String announced = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        // The server's own parser has refused anything but a number.
        return announced == null || allows(Long.parseLong(announced)) ? null : tooLarge();
    }

    /** Whether so many more bytes may enter; to be given back with {@link #leave}. */
    boolean enter(int length) {
        if (underWay.addAndGet(length) <= together) {
            return true;
        }
        leave(length);
        return false;
    }

    void leave(int length) {
        underWay.addAndGet(-length);
    }

    /** The bytes that have entered and not left. */
    long underWay() {
        return underWay.get();
    }

    Refused tooLarge() {
        return new Refused(
                413, "body: expected at most " + bytes + " bytes (quarkus.http.limits.max-body-size), found more");
    }

    Refused tooLate() {
        return new Refused(
                408, "body: expected within " + time.toMillis() + " ms (evenkeel.limits.body-time), found half of it");
    }

    Refused tooMany() {
        return new Refused(503, "body: expected at most " + together + " bytes of all requests at once, found more");
    }
}
