package dev.evenkeel.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is refused at the start, and in which words. */
class ConfigCheckTest {
    private static final String LOOPBACK = "127.0.0.1";

    @Test
    void theDefaultsAreAllowed() {
        assertThat(ConfigCheck.complaints(Settings.of(Map.of()), LOOPBACK, false))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "evenkeel.bind.deadline            | 99ms  | 0.099s  | 0.1s to 30s",
                "evenkeel.bind.deadline            | 31s   | 31s     | 0.1s to 30s",
                "evenkeel.bind.deadline            | -2s   | -2s     | 0.1s to 30s",
                "evenkeel.bind.settle-after        | 7s    | 7s      | 8s to 24h",
                "evenkeel.bind.settle-after        | 25h   | 25h     | 8s to 24h",
                "evenkeel.reservation.life         | 999ms  | 0.999s  | 1s to 5m",
                "evenkeel.reservation.life         | 301s   | 5m1s    | 1s to 5m",
                "evenkeel.terminating.patience     | 4s     | 4s      | 5s to 1h",
                "evenkeel.terminating.patience     | 61m    | 1h1m    | 5s to 1h",
                "evenkeel.nominate.outstanding     | 0      | 0       | 1 to 100",
                "evenkeel.nominate.outstanding     | 101    | 101     | 1 to 100",
                "evenkeel.nominate.least-nodes     | 1      | 1       | 2 to 1000000",
                "evenkeel.nominate.least-nodes     | 1000001 | 1000001 | 2 to 1000000",
                "evenkeel.nominate.life            | 999ms  | 0.999s  | 1s to 5m",
                "evenkeel.nominate.life            | 301s   | 5m1s    | 1s to 5m",
                "evenkeel.leader.retry-period      | 99ms   | 0.099s  | 0.1s to 5m",
                "evenkeel.leader.renew-deadline    | 2s     | 2s      | at least 2.4s",
                "evenkeel.leader.confirm-within    | 2s     | 2s      | at least 2.4s",
                "evenkeel.leader.lease-duration    | 11s    | 11s     | at least 12s",
                "evenkeel.leader.lease-duration    | 301s   | 5m1s    | 2s to 5m",
                "evenkeel.leader.quiet-margin      | 999ms  | 0.999s  | 1s to 5m",
                "evenkeel.watch.max-lag            | 4s     | 4s      | 5s to 5m",
                "evenkeel.memory.unseen-pods       | 59s   | 59s     | 1m to 24h",
                "evenkeel.memory.unseen-pods       | 2d    | 48h     | 1m to 24h",
                "evenkeel.limits.names-per-request | 0     | 0       | 1 to 1000000",
                "evenkeel.limits.names-per-request | 1000001 | 1000001 | 1 to 1000000",
                "evenkeel.limits.body-time         | 0s    | 0s      | 0.1s to 5m",
                "evenkeel.limits.body-time         | 6m    | 6m      | 0.1s to 5m",
                "evenkeel.limits.annotation-length | 63    | 63      | 64 to 262144",
                "evenkeel.limits.annotation-length | 262145 | 262145 | 64 to 262144",
                "evenkeel.limits.selector-terms    | 0     | 0       | 1 to 1000",
                "evenkeel.limits.selector-terms    | 1001  | 1001    | 1 to 1000",
                "evenkeel.limits.terms-per-rule    | -1    | -1      | 1 to 100",
                "evenkeel.limits.terms-per-rule    | 101   | 101     | 1 to 100",
                "evenkeel.limits.live-groups       | 0     | 0       | 1 to 1000000",
                "evenkeel.limits.live-groups       | 1000001 | 1000001 | 1 to 1000000",
                "evenkeel.limits.soft-groups       | 0     | 0       | 1 to 1000000",
                "evenkeel.limits.soft-groups       | 1000001 | 1000001 | 1 to 1000000",
            })
    void aValueOutOfItsRangeIsNamedWithKeyAndRange(String key, String value, String shown, String range) {
        assertThat(ConfigCheck.complaints(Settings.of(Map.of(key, value)), LOOPBACK, false))
                .containsExactly(key + "=" + shown + ": expected " + range);
    }

    @ParameterizedTest
    @ValueSource(strings = {"ev enkeel", "-x", "x_y", "x-"})
    void namesAnInvalidSchedulerName(String name) {
        assertThat(ConfigCheck.complaints(Settings.of(Map.of("evenkeel.schedulers", "fine," + name)), LOOPBACK, false))
                .singleElement()
                .asString()
                .startsWith("evenkeel.schedulers=" + name + ": expected names as in spec.schedulerName");
    }

    @Test
    void refusesTooManySchedulers() {
        String names = IntStream.rangeClosed(1, 65).mapToObj(i -> "s" + i).collect(Collectors.joining(","));
        assertThat(ConfigCheck.complaints(Settings.of(Map.of("evenkeel.schedulers", names)), LOOPBACK, false))
                .containsExactly("evenkeel.schedulers: expected 64 names at most, found 65");
    }

    @ParameterizedTest
    @CsvSource({
        "evenkeel.bind.deadline, 100ms", "evenkeel.bind.deadline, 30s",
        "evenkeel.bind.settle-after, 8s", "evenkeel.bind.settle-after, 24h",
        "evenkeel.memory.unseen-pods, 1m", "evenkeel.limits.names-per-request, 1",
        "evenkeel.limits.body-time, 5m", "evenkeel.limits.annotation-length, 262144",
        "evenkeel.limits.selector-terms, 1000", "evenkeel.limits.terms-per-rule, 1",
        "evenkeel.limits.live-groups, 1000000", "evenkeel.limits.soft-groups, 1000000",
        "evenkeel.schedulers, evenkeel-scheduler", "evenkeel.schedulers, 'a,b.c,D'"
    })
    void theEndsOfARangeAreAllowed(String key, String value) {
        assertThat(ConfigCheck.complaints(Settings.of(Map.of(key, value)), LOOPBACK, false))
                .isEmpty();
    }

    @Test
    void reportsEverythingThatIsWrongAtOnce() {
        EvenkeelConfig config =
                Settings.of(Map.of("evenkeel.bind.deadline", "1h", "evenkeel.limits.selector-terms", "0"));

        assertThat(ConfigCheck.complaints(config, "0.0.0.0", false)).hasSize(3);
    }

    @Test
    void refusesALeaderModeWithAFile() {
        assertThat(ConfigCheck.complaints(
                        Settings.of(Map.of("evenkeel.source", "file", "evenkeel.leader.mode", "lease")),
                        LOOPBACK,
                        false))
                .containsExactly("evenkeel.leader.mode=lease: expected none with evenkeel.source=file");
    }

    // ---- the address

    @ParameterizedTest
    @ValueSource(strings = {"0.0.0.0", "10.0.0.1", "::", "no.such.host.invalid"})
    void anOpenAddressNeedsTlsOrConsent(String host) {
        assertThat(ConfigCheck.complaints(Settings.of(Map.of()), host, false))
                .containsExactly("quarkus.http.host=" + host
                        + ": expected a loopback address, unless TLS is configured"
                        + " (quarkus.http.tls-configuration-name) or evenkeel.insecure=true");
        assertThat(ConfigCheck.complaints(Settings.of(Map.of()), host, true)).isEmpty();
        assertThat(ConfigCheck.complaints(Settings.of(Map.of("evenkeel.insecure", "true")), host, false))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "127.1.2.3", "::1", "localhost"})
    void loopbackNeedsNeitherTlsNorConsent(String host) {
        assertThat(ConfigCheck.complaints(Settings.of(Map.of()), host, false)).isEmpty();
    }

    // ---- the file

    @Test
    void aFileNeedsItsSource() {
        assertThat(ConfigCheck.complaints(Settings.of(Map.of("evenkeel.file.path", "dump.yaml")), LOOPBACK, false))
                .containsExactly("evenkeel.file.path=dump.yaml: expected evenkeel.source=file beside it, found"
                        + " evenkeel.source=kubernetes");
        assertThat(ConfigCheck.complaints(
                        Settings.of(Map.of("evenkeel.file.path", "dump.yaml", "evenkeel.source", "file")),
                        LOOPBACK,
                        false))
                .isEmpty();
    }

    // ---- the environment

    @Test
    void everySettingMayComeFromTheEnvironment() {
        assertThat(ConfigCheck.unknownSettings(
                        List.of("EVENKEEL_SOURCE", "EVENKEEL_BIND_SETTLE_AFTER", "EVENKEEL_LIMITS_NAMES_PER_REQUEST")))
                .isEmpty();
    }

    @Test
    void namesUnknownSettingsInTheEnvironment() {
        assertThat(ConfigCheck.unknownSettings(List.of("EVENKEEL_SAUCE", "EVENKEEL_BIND_DEADLIN", "PATH", "EVENKEELS")))
                .containsExactly("EVENKEEL_BIND_DEADLIN", "EVENKEEL_SAUCE");
    }

    /** A kubelet sets these in every pod of a namespace that has a Service called evenkeel or evenkeel-metrics. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "EVENKEEL_SERVICE_HOST",
                "EVENKEEL_SERVICE_PORT",
                "EVENKEEL_SERVICE_PORT_HTTPS",
                "EVENKEEL_PORT",
                "EVENKEEL_PORT_8888_TCP",
                "EVENKEEL_PORT_8888_TCP_ADDR",
                "EVENKEEL_METRICS_SERVICE_HOST",
                "EVENKEEL_METRICS_PORT_9000_TCP_PROTO"
            })
    void ignoresServiceLinksInTheEnvironment(String name) {
        assertThat(ConfigCheck.unknownSettings(List.of(name))).isEmpty();
    }
}
