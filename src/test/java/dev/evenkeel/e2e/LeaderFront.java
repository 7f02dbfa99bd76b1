package dev.evenkeel.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * What the Service in front of the leader's pod does: each connection goes to the instance that says that it leads when the
 * connection is made, and stays with it. Where none leads it is refused.
 */
final class LeaderFront implements AutoCloseable {

    private final List<Evenkeel> instances;
    private final ServerSocket socket;
    private final ExecutorService pumps = Executors.newVirtualThreadPerTaskExecutor();

    LeaderFront(List<Evenkeel> instances) {
        this.instances = List.copyOf(instances);
        try {
            socket = new ServerSocket(0, 256, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        pumps.execute(this::accept);
    }

    int port() {
        return socket.getLocalPort();
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                var caller = socket.accept();
                pumps.execute(() -> serve(caller));
            } catch (IOException closed) {
                // By close().
            }
        }
    }

    private void serve(Socket caller) {
        var leader = instances.stream().filter(Evenkeel::leads).findFirst();
        try (caller) {
            if (leader.isPresent()) {
                try (var instance = new Socket(
                        InetAddress.getLoopbackAddress(), leader.get().extenderPort())) {
                    pumps.execute(() -> pump(caller, instance));
                    instance.getInputStream().transferTo(caller.getOutputStream());
                }
            }
        } catch (IOException broken) {
            // Either side has hung up, and the other is hung up on.
        }
    }

    private static void pump(Socket from, Socket to) {
        try (to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException over) {
            // The same.
        }
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        pumps.shutdownNow();
    }
}
