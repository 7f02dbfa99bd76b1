package dev.evenkeel.statics;

import dev.evenkeel.objects.Moment;
import io.netty.buffer.Unpooled;
import io.netty.channel.EventLoop;
import io.vertx.core.buffer.Buffer;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** One mistake in each field of {@link Wrong}, and none in those of {@link Right}. */
final class Planted {
    private Planted() {}

    /** Each field is named for how it can be found out. */
    @SuppressWarnings("unused") // read by reflection
    static final class Wrong {
        // By what they are declared as, though nothing is there yet.
        static @Nullable EventLoop declared;
        static final Map<String, ExecutorService> declaredWithAnArgument = new HashMap<>();
        static final List<? extends Supplier<SocketChannel[]>> declaredDeepInside = List.of();
        static @Nullable InputStream declaredAsWhatIsToBeClosed;

        // By what they hold.
        static final Object holdsBuffer = Buffer.buffer();
        static final Object holdsNettyBuffer = Unpooled.EMPTY_BUFFER;
        static final Object holdsRandom = new Random(1);
        static final Object holdsInstant = Instant.EPOCH;
        static final Object holdsMoment = new Moment(1);
        static final Map<String, Object> holdsInMap = Map.of("pool", ForkJoinPool.commonPool());
        static final Object[] holdsInArray = {List.of(new SplittableRandom(1))};
        static final Object holdsInReference =
                new AtomicReference<Object>(Optional.of(new Object[] {Duration.ZERO, new Random(1)}));
        static final Object holdsInOwn = new Own("name", new Random(2));
        static final Supplier<Object> holdsCaptured = capturing(new Random(3));

        // By what their initialisers call, though what they hold does not show it.
        static final @Nullable String environment = System.getenv("HOME");
        static final String property = System.getProperty("user.dir");
        static final long clock = System.nanoTime();
        static final int processors = Runtime.getRuntime().availableProcessors();
        static final String random = UUID.randomUUID().toString();
        static final String host = hostName();
        static final String home = Path.of("").toAbsolutePath().toString();
        static final long throughLambda = compute(() -> System.currentTimeMillis());
        static final long throughMethodReference = compute(System::nanoTime);
        static final long throughConstructor = new Started().at;

        static {
            Thread.currentThread().getName();
        }

        private static String hostName() {
            try {
                return InetAddress.getLocalHost().getHostName();
            } catch (UnknownHostException e) {
                return "";
            }
        }

        private static long compute(Supplier<Long> supplier) {
            return supplier.get();
        }

        private static Supplier<Object> capturing(RandomGenerator random) {
            return () -> random.nextInt();
        }
    }

    /** Holds something. */
    record Own(String name, Object thing) {}

    /** Reads a clock. */
    static final class Started {
        final long at = System.nanoTime();
    }

    /** What native images may hold. */
    @SuppressWarnings("unused") // read by reflection
    static final class Right {
        static final List<String> WORDS = List.of("a", "b");
        static final Duration DURATION = Duration.ofSeconds(1);
        static final Path PATH = Path.of("/proc/sys/kernel/hostname");
        static final byte[] BYTES = new byte[0];
        static final Own OWN = new Own("name", Optional.of(WORDS));
        static final Supplier<Object> SUPPLIER = () -> WORDS;
        static int counter = 1;

        private Right() {}
    }
}
