package dev.evenkeel.extender;

import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import java.util.Objects;
import java.util.function.Consumer;

/**
 * Reads one request's body. It ends in one of three ways: the whole body is passed on, it is refused, or the client has
 * closed the connection, which is ignored. The connection stays open with one exception: if a body has not ended in
 * time, refused or not, its connection is closed, since the start of the next request cannot be found.
 */
final class BodyIntake {
    private final HttpServerRequest request;
    private final BodyLimits limits;
    private final Consumer<byte[]> whole;
    private final Consumer<Refused> refuse;
    private final Vertx vertx;
    private final long alarm;

    private Buffer body = Buffer.buffer();
    private boolean refused;

    private BodyIntake(HttpServerRequest request, BodyLimits limits, Consumer<byte[]> whole, Consumer<Refused> refuse) {
        this.request = request;
        this.limits = limits;
        this.whole = whole;
        this.refuse = refuse;
        this.vertx = Objects.requireNonNull(Vertx.currentContext()).owner();
        this.alarm = vertx.setTimer(Math.max(1, limits.time().toMillis()), _ -> late());
    }

    /** Reads a body; to be called on the request's event loop, where the answers come too. */
    static void start(HttpServerRequest request, BodyLimits limits, Consumer<byte[]> whole, Consumer<Refused> refuse) {
        new BodyIntake(request, limits, whole, refuse).listen();
    }

    /** Reads and drops the body of a request that has been answered, so that the next request can be read. */
    static void discard(HttpServerRequest request, BodyLimits limits) {
        BodyIntake intake = new BodyIntake(request, limits, _ -> {}, _ -> {});
        intake.refused = true;
        intake.listen();
    }

    private void listen() {
        request.handler(this::take);
        request.endHandler(_ -> end());
        request.exceptionHandler(_ -> broken());
        if (!refused && "100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT))) {
            request.response().writeContinue();
        }
        request.resume();
    }

    private void take(Buffer chunk) {
        if (refused) {
            return;
        }
        if (!limits.allows((long) body.length() + chunk.length())) {
            refuse(limits.tooLarge());
        } else if (!limits.enter(chunk.length())) {
            refuse(limits.tooMany());
        } else {
            body.appendBuffer(chunk);
        }
    }

    private void end() {
        vertx.cancelTimer(alarm);
        if (!refused) {
            byte[] bytes = body.getBytes();
            drop();
            whole.accept(bytes);
        }
    }

    private void broken() {
        vertx.cancelTimer(alarm);
        drop();
    }

    private void drop() {
        limits.leave(body.length());
        body = Buffer.buffer();
    }

    private void late() {
        if (!refused) {
            if (request.version() != HttpVersion.HTTP_2) {
                request.response().putHeader(HttpHeaders.CONNECTION, HttpHeaders.CLOSE);
            }
            refuse(limits.tooLate());
        }
        // After the answer, if that is still being written.
        vertx.runOnContext(_ -> hangUp());
    }

    private void hangUp() {
        if (request.version() == HttpVersion.HTTP_2) {
            // Other calls share the connection.
            request.response().reset();
        } else {
            request.connection().close();
        }
    }

    private void refuse(Refused why) {
        refused = true;
        drop();
        refuse.accept(why);
    }
}
