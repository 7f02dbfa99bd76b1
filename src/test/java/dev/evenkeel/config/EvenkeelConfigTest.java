package dev.evenkeel.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.ConfigMappings;
import io.smallrye.config.ConfigMappings.ConfigClass;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** Every setting, its default, and that the documentation says the same. */
class EvenkeelConfigTest {
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `(evenkeel\\.[a-z.-]+)` \\| ([^|]*?) \\|");

    /** Key by key, as the documentation writes them. */
    private static final Map<String, String> DEFAULTS = Map.ofEntries(
            Map.entry("evenkeel.source", "`kubernetes`"),
            Map.entry("evenkeel.kubeconfig", "–"),
            Map.entry("evenkeel.file.path", "the sample cluster"),
            Map.entry("evenkeel.file.seed", "–"),
            Map.entry("evenkeel.insecure", "`false`"),
            Map.entry("evenkeel.schedulers", "–"),
            Map.entry("evenkeel.bind.deadline", "`2s`"),
            Map.entry("evenkeel.bind.enabled", "`true`"),
            Map.entry("evenkeel.bind.settle-after", "`10s`"),
            Map.entry("evenkeel.reservation.life", "`10s`"),
            Map.entry("evenkeel.terminating.patience", "`40s`"),
            Map.entry("evenkeel.nominate.enabled", "`false`"),
            Map.entry("evenkeel.nominate.outstanding", "`32`"),
            Map.entry("evenkeel.nominate.least-nodes", "`1000`"),
            Map.entry("evenkeel.nominate.life", "`30s`"),
            Map.entry("evenkeel.leader.mode", "`none`"),
            Map.entry("evenkeel.leader.lease-name", "by the mode"),
            Map.entry("evenkeel.leader.lease-namespace", "the pod's"),
            Map.entry("evenkeel.leader.lease-duration", "`15s`"),
            Map.entry("evenkeel.leader.renew-deadline", "`10s`"),
            Map.entry("evenkeel.leader.confirm-within", "`5s`"),
            Map.entry("evenkeel.leader.retry-period", "`2s`"),
            Map.entry("evenkeel.leader.quiet-margin", "`8s`"),
            Map.entry("evenkeel.leader.hostname", "the machine's"),
            Map.entry("evenkeel.pod.name", "–"),
            Map.entry("evenkeel.pod.namespace", "–"),
            Map.entry("evenkeel.watch.max-lag", "`10s`"),
            Map.entry("evenkeel.memory.unseen-pods", "`10m`"),
            Map.entry("evenkeel.traffic.default-model", "`node-even`"),
            Map.entry("evenkeel.traffic.min-nodes-ratio", "`0.6`"),
            Map.entry("evenkeel.traffic.max-imbalance", "`1.10`"),
            Map.entry("evenkeel.traffic.scale-down", "`false`"),
            Map.entry("evenkeel.limits.names-per-request", "`20000`"),
            Map.entry("evenkeel.limits.body-time", "`10s`"),
            Map.entry("evenkeel.limits.annotation-length", "`4096`"),
            Map.entry("evenkeel.limits.selector-terms", "`16`"),
            Map.entry("evenkeel.limits.terms-per-rule", "`8`"),
            Map.entry("evenkeel.limits.live-groups", "`10000`"),
            Map.entry("evenkeel.limits.soft-groups", "`10000`"),
            Map.entry("evenkeel.limits.services-in-metrics", "`200`"),
            Map.entry("evenkeel.limits.explanations-per-second", "`10`"));

    @Test
    void hasTheDocumentedDefaults() {
        EvenkeelConfig config = Settings.of(Map.of());

        assertThat(config.source()).isEqualTo(EvenkeelConfig.Source.KUBERNETES);
        assertThat(config.kubeconfig()).isEmpty();
        assertThat(config.file().path()).isEmpty();
        assertThat(config.file().seed()).isEmpty();
        assertThat(config.insecure()).isFalse();
        assertThat(config.schedulers()).isEmpty();
        assertThat(config.bind().deadline()).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.bind().settleAfter()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.bind().enabled()).isTrue();
        assertThat(config.reservation().life()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.terminating().patience()).isEqualTo(Duration.ofSeconds(40));
        assertThat(config.nominate().enabled()).isFalse();
        assertThat(config.nominate().outstanding()).isEqualTo(32);
        assertThat(config.nominate().leastNodes()).isEqualTo(1000);
        assertThat(config.nominate().life()).isEqualTo(Duration.ofSeconds(30));
        assertThat(config.leader().mode()).isEqualTo(EvenkeelConfig.LeaderMode.NONE);
        assertThat(config.leader().leaseName()).isEmpty();
        assertThat(config.leader().leaseNamespace()).isEmpty();
        assertThat(config.leader().leaseDuration()).isEqualTo(Duration.ofSeconds(15));
        assertThat(config.leader().renewDeadline()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.leader().confirmWithin()).isEqualTo(Duration.ofSeconds(5));
        assertThat(config.leader().retryPeriod()).isEqualTo(Duration.ofSeconds(2));
        assertThat(config.leader().quietMargin()).isEqualTo(Duration.ofSeconds(8));
        assertThat(config.leader().hostname()).isEmpty();
        assertThat(config.pod().name()).isEmpty();
        assertThat(config.pod().namespace()).isEmpty();
        assertThat(config.watch().maxLag()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.memory().unseenPods()).isEqualTo(Duration.ofMinutes(10));
        assertThat(config.traffic().defaultModel()).isEqualTo("node-even");
        assertThat(config.traffic().minNodesRatio()).isEqualTo(0.6);
        assertThat(config.traffic().maxImbalance()).isEqualTo(1.10);
        assertThat(config.traffic().scaleDown()).isFalse();
        assertThat(config.limits().namesPerRequest()).isEqualTo(20_000);
        assertThat(config.limits().bodyTime()).isEqualTo(Duration.ofSeconds(10));
        assertThat(config.limits().annotationLength()).isEqualTo(4_096);
        assertThat(config.limits().selectorTerms()).isEqualTo(16);
        assertThat(config.limits().termsPerRule()).isEqualTo(8);
        assertThat(config.limits().liveGroups()).isEqualTo(10_000);
        assertThat(config.limits().softGroups()).isEqualTo(10_000);
        assertThat(config.limits().servicesInMetrics()).isEqualTo(200);
        assertThat(config.limits().explanationsPerSecond()).isEqualTo(10);
    }

    @Test
    void everySettingIsInThisTestAndKnownToTheCheck() {
        // A list has its elements by number besides.
        assertThat(ConfigMappings.getProperties(ConfigClass.configClass(EvenkeelConfig.class)).keySet().stream()
                        .filter(key -> !key.endsWith("[*]")))
                .containsExactlyInAnyOrderElementsOf(DEFAULTS.keySet())
                .containsExactlyInAnyOrderElementsOf(ConfigCheck.KEYS);
    }

    @Test
    void theDocumentationListsEverySettingWithItsDefault() throws IOException {
        Map<String, String> documented = ROW.matcher(Files.readString(Path.of("docs", "configuration.md")))
                .results()
                .collect(Collectors.toMap((MatchResult row) -> row.group(1), (MatchResult row) -> row.group(2)));

        assertThat(documented).containsExactlyInAnyOrderEntriesOf(DEFAULTS);
    }

    @Test
    void theDocumentationListsTheQuarkusSettings() throws IOException {
        String documentation = Files.readString(Path.of("docs", "configuration.md"));
        Properties shipped = new Properties();
        try (InputStream file = Files.newInputStream(Path.of("src", "main", "resources", "application.properties"))) {
            shipped.load(file);
        }

        for (String key : new String[] {
            "quarkus.http.limits.max-body-size", "quarkus.http.idle-timeout", "quarkus.management.port"
        }) {
            assertThat(documentation).contains(key).contains("`" + shipped.getProperty(key) + "`");
        }
        assertThat(documentation)
                .contains("| `" + ListenAddress.HOST + "` | `" + ListenAddress.LOOPBACK + "`; `"
                        + ListenAddress.EVERYWHERE + "` with TLS")
                .contains("| `" + ListenAddress.PORT + "` | `" + ListenAddress.DEFAULT_PORT + "`");
    }

    /** Go's client gives up an idle connection after 90 s, and it should be the first to do so. */
    @Test
    void idleConnectionsAreNotClosedByTheServer() throws IOException {
        Properties shipped = new Properties();
        try (InputStream file = Files.newInputStream(Path.of("src", "main", "resources", "application.properties"))) {
            shipped.load(file);
        }

        assertThat(Duration.parse("PT" + shipped.getProperty("quarkus.http.idle-timeout")))
                .isGreaterThan(Duration.ofSeconds(90));
    }
}
