package dev.evenkeel.statics;

import dev.evenkeel.objects.Moment;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.EventExecutorGroup;
import io.vertx.core.Context;
import io.vertx.core.Vertx;
import java.io.FileDescriptor;
import java.lang.ref.Cleaner;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketAddress;
import java.security.KeyPairGenerator;
import java.time.InstantSource;
import java.time.temporal.Temporal;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.Timer;
import java.util.concurrent.Executor;
import java.util.random.RandomGenerator;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** What makes no sense in another process than the one that made it. */
final class Unbakeable {
    /** Whatever is one of these. */
    private static final List<Class<?>> TYPES = List.of(
            // Buffers, and what runs on an event loop.
            io.vertx.core.buffer.Buffer.class,
            ByteBuf.class,
            java.nio.Buffer.class,
            EventExecutorGroup.class,
            Vertx.class,
            Context.class,
            // Who does something by himself.
            Thread.class,
            ThreadGroup.class,
            ThreadLocal.class,
            Executor.class,
            Timer.class,
            Cleaner.class,
            Process.class,
            ProcessHandle.class,
            // Chance: every process would draw the same.
            RandomGenerator.class,
            KeyPairGenerator.class,
            SSLContext.class,
            TrustManager.class,
            // A time.
            InstantSource.class,
            Temporal.class,
            Date.class,
            Moment.class,
            // What is open, or is to be closed: sockets, channels, streams, files, clients.
            AutoCloseable.class,
            FileDescriptor.class,
            // The machine.
            InetAddress.class,
            SocketAddress.class,
            NetworkInterface.class);

    /** Whatever is read from these classes is of the machine, the process or the moment. */
    private static final Set<String> CLASSES = Set.of(
            "java.lang.Thread",
            "java.lang.Runtime",
            "java.lang.ProcessHandle",
            "java.lang.ProcessBuilder",
            "java.lang.management.ManagementFactory",
            "java.net.InetAddress",
            "java.net.NetworkInterface",
            "java.nio.file.Files",
            "java.nio.file.FileSystems",
            "java.io.FileInputStream",
            "java.io.File",
            "java.util.concurrent.Executors",
            "java.util.concurrent.ThreadLocalRandom",
            "org.eclipse.microprofile.config.ConfigProvider");

    /** And from these methods. */
    private static final Set<String> METHODS = Set.of(
            "java.lang.System.getenv",
            "java.lang.System.getProperty",
            "java.lang.System.getProperties",
            "java.lang.System.lineSeparator",
            "java.lang.System.nanoTime",
            "java.lang.System.currentTimeMillis",
            "java.lang.System.identityHashCode",
            "java.lang.System.console",
            "java.lang.Boolean.getBoolean",
            "java.lang.Integer.getInteger",
            "java.lang.Long.getLong",
            "java.lang.Math.random",
            "java.util.UUID.randomUUID",
            "java.util.Locale.getDefault",
            "java.util.TimeZone.getDefault",
            "java.time.ZoneId.systemDefault",
            "java.nio.charset.Charset.defaultCharset",
            "java.nio.file.Path.toAbsolutePath",
            "java.nio.file.Path.toRealPath",
            "io.fabric8.kubernetes.client.Config.autoConfigure",
            "io.fabric8.kubernetes.client.Config.<init>",
            "io.fabric8.kubernetes.client.ConfigBuilder.<init>");

    private Unbakeable() {}

    /** The kind that a class is of, if it is of one. */
    static Optional<String> kindOf(Class<?> type) {
        return TYPES.stream()
                .filter(kind -> kind.isAssignableFrom(type))
                .findFirst()
                .map(Class::getName);
    }

    /** Whether a call of this method brings something of the machine or the moment. */
    static boolean brings(String owner, String method) {
        return CLASSES.contains(owner)
                || METHODS.contains(owner + "." + method)
                || (owner.startsWith("java.time.") && method.equals("now"))
                || (owner.equals("java.time.Clock") && method.startsWith("system"));
    }
}
