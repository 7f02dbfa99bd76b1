package dev.evenkeel.app;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What no type can say of the settings. Each complaint names the key, its value and what is allowed. */
final class ConfigCheck {
    /** kube-scheduler's httpTimeout is 5 s unless set, and a bind must have been answered by then. */
    static final Duration LONGEST_DEADLINE = Duration.ofSeconds(30);

    /** The API server gives up on etcd after some 7 s; a read before that proves nothing. */
    static final Duration SHORTEST_SETTLE_AFTER = Duration.ofSeconds(8);

    static final Duration SHORTEST_MEMORY = Duration.ofMinutes(1);
    static final Duration LONGEST = Duration.ofDays(1);

    private final List<String> complaints = new ArrayList<>();

    private ConfigCheck() {}

    /** Everything that is wrong; empty if nothing is. */
    static List<String> complaints(EvenkeelConfig config, String host, boolean tls) {
        ConfigCheck check = new ConfigCheck();
        check.between("evenkeel.bind.deadline", config.bind().deadline(), Duration.ofMillis(100), LONGEST_DEADLINE);
        check.between("evenkeel.bind.settle-after", config.bind().settleAfter(), SHORTEST_SETTLE_AFTER, LONGEST);
        check.between("evenkeel.memory.unseen-pods", config.memory().unseenPods(), SHORTEST_MEMORY, LONGEST);
        check.address(host, tls || config.insecure());
        check.file(config);
        return List.copyOf(check.complaints);
    }

    private void between(String key, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            complaints.add(key + "=" + text(value) + ": expected " + text(least) + " to " + text(most));
        }
    }

    private void address(String host, boolean open) {
        if (!open && !isLoopback(host)) {
            complaints.add(ListenAddress.HOST + "=" + host + ": expected a loopback address, unless TLS is configured ("
                    + ListenAddress.TLS + ") or " + ListenAddress.INSECURE + "=true");
        }
    }

    private void file(EvenkeelConfig config) {
        Optional<String> path = config.file().path();
        if (path.isPresent() && config.source() != EvenkeelConfig.Source.FILE) {
            complaints.add("evenkeel.file.path=" + path.get() + ": expected evenkeel.source=file beside it, found "
                    + "evenkeel.source=kubernetes");
        }
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private static String text(Duration duration) {
        return duration.toString().substring(2).toLowerCase(Locale.ROOT);
    }
}
