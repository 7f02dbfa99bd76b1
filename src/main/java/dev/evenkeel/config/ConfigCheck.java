package dev.evenkeel.config;

import dev.evenkeel.traffic.TrafficModel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** What the types of the settings do not check. Each complaint names the key, its value and what is allowed. */
public final class ConfigCheck {
    /** Every setting of {@link EvenkeelConfig}. */
    static final Set<String> KEYS = Set.of(
            "evenkeel.source",
            "evenkeel.kubeconfig",
            "evenkeel.insecure",
            "evenkeel.schedulers",
            "evenkeel.file.path",
            "evenkeel.file.seed",
            "evenkeel.bind.enabled",
            "evenkeel.bind.deadline",
            "evenkeel.bind.settle-after",
            "evenkeel.reservation.life",
            "evenkeel.terminating.patience",
            "evenkeel.nominate.enabled",
            "evenkeel.nominate.outstanding",
            "evenkeel.nominate.least-nodes",
            "evenkeel.nominate.life",
            "evenkeel.leader.mode",
            "evenkeel.leader.lease-name",
            "evenkeel.leader.lease-namespace",
            "evenkeel.leader.lease-duration",
            "evenkeel.leader.renew-deadline",
            "evenkeel.leader.confirm-within",
            "evenkeel.leader.retry-period",
            "evenkeel.leader.quiet-margin",
            "evenkeel.leader.hostname",
            "evenkeel.pod.name",
            "evenkeel.pod.namespace",
            "evenkeel.watch.max-lag",
            "evenkeel.memory.unseen-pods",
            "evenkeel.traffic.default-model",
            "evenkeel.traffic.min-nodes-ratio",
            "evenkeel.traffic.max-imbalance",
            "evenkeel.traffic.scale-down",
            "evenkeel.limits.names-per-request",
            "evenkeel.limits.body-time",
            "evenkeel.limits.annotation-length",
            "evenkeel.limits.selector-terms",
            "evenkeel.limits.terms-per-rule",
            "evenkeel.limits.live-groups",
            "evenkeel.limits.soft-groups",
            "evenkeel.limits.services-in-metrics",
            "evenkeel.limits.explanations-per-second");

    /** kube-scheduler's httpTimeout is 5 s unless set, and a bind must have been answered by then. */
    static final Duration LONGEST_DEADLINE = Duration.ofSeconds(30);

    /** The API server gives up on etcd after some 7 s; a read before that proves nothing. */
    static final Duration SHORTEST_SETTLE_AFTER = Duration.ofSeconds(8);

    static final Duration SHORTEST = Duration.ofMillis(100);
    static final Duration LONGEST_RESERVATION = Duration.ofMinutes(5);
    /** Longer than the time by which evenkeel may see the end of a pod after kube-scheduler does. */
    static final Duration SHORTEST_PATIENCE = Duration.ofSeconds(5);

    static final Duration LONGEST_PATIENCE = Duration.ofHours(1);
    /** How long the client waits beyond a binding's deadline, and the time on the network. */
    public static final Duration CLIENTS_PATIENCE = Duration.ofSeconds(1);

    /** The lag of a watch is measured every two seconds. */
    static final Duration SHORTEST_LAG = Duration.ofSeconds(5);

    static final Duration LONGEST_LAG = Duration.ofMinutes(5);
    static final Duration SHORTEST_MEMORY = Duration.ofMinutes(1);
    static final Duration LONGEST_BODY_TIME = Duration.ofMinutes(5);
    static final Duration LONGEST = Duration.ofDays(1);

    /** The API server refuses an object whose annotations are longer. */
    static final int MOST_ANNOTATION_LENGTH = 262_144;

    static final double LEAST_NODES_RATIO = 0.1;
    static final double MOST_IMBALANCE = 10;

    /** Each nominated pod keeps its room from all others, and an autoscaler counts it as placed. */
    static final int MOST_OUTSTANDING = 100;

    /** Each profile of a kube-scheduler has a name, and there are rarely more than a handful. */
    static final int MOST_SCHEDULERS = 64;

    private static final Pattern SCHEDULER_NAME = Pattern.compile("[A-Za-z0-9]([-A-Za-z0-9.]{0,251}[A-Za-z0-9])?");

    private static final String IN_ENVIRONMENT = "EVENKEEL_";

    /** The download directory of the build, which may be set in the same shell. */
    private static final String BUILD_CACHE = "EVENKEEL_CACHE";

    /** What a kubelet sets for the Services of the namespace, one of which may be called evenkeel. */
    private static final Pattern SERVICE_LINK =
            Pattern.compile("EVENKEEL_(\\w+_)?(SERVICE_HOST|SERVICE_PORT(_\\w+)?|PORT(_\\d+_(TCP|UDP|SCTP)(_\\w+)?)?)");

    private final List<String> complaints = new ArrayList<>();

    private ConfigCheck() {}

    /** Everything that is wrong; empty if nothing is. */
    public static List<String> complaints(EvenkeelConfig config, String host, boolean tls) {
        ConfigCheck check = new ConfigCheck();
        check.between("evenkeel.bind.deadline", config.bind().deadline(), SHORTEST, LONGEST_DEADLINE);
        check.between("evenkeel.bind.settle-after", config.bind().settleAfter(), SHORTEST_SETTLE_AFTER, LONGEST);
        check.between("evenkeel.memory.unseen-pods", config.memory().unseenPods(), SHORTEST_MEMORY, LONGEST);
        check.between(
                "evenkeel.reservation.life", config.reservation().life(), Duration.ofSeconds(1), LONGEST_RESERVATION);
        check.between(
                "evenkeel.terminating.patience", config.terminating().patience(), SHORTEST_PATIENCE, LONGEST_PATIENCE);
        check.schedulers(config.schedulers().orElse(List.of()));
        check.nominate(config);
        check.leader(config);
        check.between("evenkeel.watch.max-lag", config.watch().maxLag(), SHORTEST_LAG, LONGEST_LAG);
        check.traffic(config.traffic());
        check.scaleDown(config);
        check.limits(config.limits());
        check.address(host, tls || config.insecure());
        check.file(config);
        check.environment(System.getenv().keySet());
        return List.copyOf(check.complaints);
    }

    /** Names in the environment that look like settings but are not; properties are checked by their mapping. */
    static List<String> unknownSettings(Collection<String> environment) {
        Set<String> known = new TreeSet<>();
        KEYS.forEach(key -> known.add(inEnvironment(key)));
        return environment.stream()
                .filter(name -> name.startsWith(IN_ENVIRONMENT) && !name.equals(BUILD_CACHE))
                .filter(name -> !known.contains(name))
                .filter(name -> !SERVICE_LINK.matcher(name).matches())
                .sorted()
                .toList();
    }

    private static String inEnvironment(String key) {
        return key.replaceAll("[.-]", "_").toUpperCase(Locale.ROOT);
    }

    private void schedulers(List<String> names) {
        for (String name : names) {
            if (!SCHEDULER_NAME.matcher(name).matches()) {
                complaints.add("evenkeel.schedulers=" + name
                        + ": expected names as in spec.schedulerName, separated by commas:"
                        + " letters, digits, dots and dashes, 253 characters at most");
            }
        }
        if (names.size() > MOST_SCHEDULERS) {
            complaints.add(
                    "evenkeel.schedulers: expected " + MOST_SCHEDULERS + " names at most, found " + names.size());
        }
    }

    private void nominate(EvenkeelConfig config) {
        EvenkeelConfig.Nominate nominate = config.nominate();
        if (nominate.enabled() && config.source() == EvenkeelConfig.Source.FILE) {
            complaints.add("evenkeel.nominate.enabled=true: expected false with evenkeel.source=file");
        }
        between("evenkeel.nominate.outstanding", nominate.outstanding(), 1, MOST_OUTSTANDING);
        between("evenkeel.nominate.least-nodes", nominate.leastNodes(), 2, 1_000_000);
        between("evenkeel.nominate.life", nominate.life(), Duration.ofSeconds(1), LONGEST_RESERVATION);
    }

    private void leader(EvenkeelConfig config) {
        EvenkeelConfig.Leader leader = config.leader();
        if (leader.mode() != EvenkeelConfig.LeaderMode.NONE && config.source() == EvenkeelConfig.Source.FILE) {
            complaints.add("evenkeel.leader.mode=" + text(leader.mode()) + ": expected none with evenkeel.source=file");
        }
        between("evenkeel.leader.retry-period", leader.retryPeriod(), SHORTEST, LONGEST_RESERVATION);
        longer("evenkeel.leader.renew-deadline", leader.renewDeadline(), leader.retryPeriod());
        longer("evenkeel.leader.confirm-within", leader.confirmWithin(), leader.retryPeriod());
        longer("evenkeel.leader.lease-duration", leader.leaseDuration(), leader.renewDeadline());
        between("evenkeel.leader.lease-duration", leader.leaseDuration(), Duration.ofSeconds(2), LONGEST_RESERVATION);
        between("evenkeel.leader.quiet-margin", leader.quietMargin(), CLIENTS_PATIENCE, LONGEST_RESERVATION);
    }

    /** The duration is longer than another by at least a fifth: the clocks of two machines differ in rate. */
    private void longer(String key, Duration value, Duration than) {
        Duration least = than.plus(than.dividedBy(5));
        if (value.compareTo(least) < 0) {
            complaints.add(key + "=" + text(value) + ": expected at least " + text(least));
        }
    }

    private static String text(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private void traffic(EvenkeelConfig.Traffic traffic) {
        if (TrafficModel.of(traffic.defaultModel()).isEmpty()) {
            complaints.add("evenkeel.traffic.default-model=" + traffic.defaultModel() + ": expected "
                    + String.join(", ", TrafficModel.WORDS));
        }
        between("evenkeel.traffic.min-nodes-ratio", traffic.minNodesRatio(), LEAST_NODES_RATIO, 1);
        between("evenkeel.traffic.max-imbalance", traffic.maxImbalance(), 1, MOST_IMBALANCE);
    }

    private void scaleDown(EvenkeelConfig config) {
        if (config.traffic().scaleDown() && config.source() == EvenkeelConfig.Source.FILE) {
            complaints.add("evenkeel.traffic.scale-down=true: expected false with evenkeel.source=file");
        }
    }

    private void limits(EvenkeelConfig.Limits limits) {
        between("evenkeel.limits.names-per-request", limits.namesPerRequest(), 1, 1_000_000);
        between("evenkeel.limits.body-time", limits.bodyTime(), SHORTEST, LONGEST_BODY_TIME);
        between("evenkeel.limits.annotation-length", limits.annotationLength(), 64, MOST_ANNOTATION_LENGTH);
        between("evenkeel.limits.selector-terms", limits.selectorTerms(), 1, 1_000);
        between("evenkeel.limits.terms-per-rule", limits.termsPerRule(), 1, 100);
        between("evenkeel.limits.live-groups", limits.liveGroups(), 1, 1_000_000);
        between("evenkeel.limits.soft-groups", limits.softGroups(), 1, 1_000_000);
        between("evenkeel.limits.services-in-metrics", limits.servicesInMetrics(), 0, 10_000);
        between("evenkeel.limits.explanations-per-second", limits.explanationsPerSecond(), 1, 1_000);
    }

    private void between(String key, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            complaints.add(key + "=" + text(value) + ": expected " + text(least) + " to " + text(most));
        }
    }

    private void between(String key, int value, int least, int most) {
        if (value < least || value > most) {
            complaints.add(key + "=" + value + ": expected " + least + " to " + most);
        }
    }

    private void between(String key, double value, double least, double most) {
        // NaN is in no range.
        if (!(value >= least && value <= most)) {
            complaints.add(key + "=" + value + ": expected " + least + " to " + most);
        }
    }

    private void address(String host, boolean open) {
        if (!open && !ListenAddress.isLoopback(host)) {
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

    private void environment(Collection<String> names) {
        unknownSettings(names).forEach(name -> complaints.add(name + " in the environment: there is no such setting"));
    }

    private static String text(Duration duration) {
        return duration.toString().substring(2).toLowerCase(Locale.ROOT);
    }
}
