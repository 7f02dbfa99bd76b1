package dev.evenkeel.api;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ReasonTest {
    /** Dashboards and alerts are written against these. */
    @Test
    void labelsAreStable() {
        assertThat(Stream.of(Reason.values()).map(Reason::label))
                .containsExactlyInAnyOrder(
                        "group-present",
                        "carrier-present",
                        "topology-key-missing",
                        "invalid-rule",
                        "too-many-groups",
                        "reserved",
                        "set-aside",
                        "permitted",
                        "terminating",
                        "node-unknown",
                        "pod-unknown",
                        "placed-elsewhere",
                        "not-synced",
                        "not-leading",
                        "settling",
                        "behind",
                        "not-binding",
                        "not-bound",
                        "outcome-unknown",
                        "unknown-traffic-model",
                        "groups-of-one");
    }
}
