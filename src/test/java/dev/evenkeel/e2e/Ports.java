package dev.evenkeel.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Free loopback ports, each given once in this process.
 *
 * <p>They lie below the range that the kernel takes for outgoing connections, so that a server finds its port free again
 * when it is restarted.
 */
final class Ports {

    private static final int FIRST = 20_000;
    private static final int LAST = 32_000;

    // Not from the start: another run of the tests may look for ports in the same moment.
    private static final AtomicInteger next =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(FIRST, LAST));

    private Ports() {}

    static int free() {
        for (int tries = FIRST; tries < LAST; tries++) {
            int port = next.getAndUpdate(last -> last == LAST ? FIRST : last + 1);
            if (isFree(port)) {
                return port;
            }
        }
        throw new IllegalStateException("No free loopback port between %d and %d".formatted(FIRST, LAST));
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (BindException taken) {
            return false;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
