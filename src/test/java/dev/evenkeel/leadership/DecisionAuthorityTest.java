package dev.evenkeel.leadership;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.api.Authority;
import dev.evenkeel.api.Reason;
import dev.evenkeel.objects.Moment;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The only instance, with a quiet period of 10 s, and a picture of the cluster that may be 10 s old. */
class DecisionAuthorityTest {
    private static final Moment START = new Moment(Long.MAX_VALUE - 5_000_000_000L);

    private final DecisionAuthority decisionAuthority =
            new DecisionAuthority(new Alone(START, Duration.ofSeconds(10)), Duration.ofSeconds(10));

    @Test
    void waitsAfterAStartForBindingsOfAPredecessor() {
        decisionAuthority.seen(at(9));
        assertWithheld(9, Reason.SETTLING);
        assertThat(decisionAuthority.view(at(9)).awaited(at(9))).isEmpty();
    }

    @Test
    void waitsForAConsistentListThatStartedAfterTheQuietPeriod() {
        decisionAuthority.seen(at(9));
        decisionAuthority.heard(at(11));
        assertWithheld(11, Reason.SETTLING);
        assertThat(decisionAuthority.view(at(11)).awaited(at(11))).contains(at(10));

        decisionAuthority.seen(at(10));
        assertDecidesUntil(11, 21);
        assertThat(decisionAuthority.view(at(11)).awaited(at(11))).isEmpty();
    }

    @Test
    void decidesWhileItsPictureIsFresh() {
        decisionAuthority.seen(at(10));
        decisionAuthority.heard(at(15));
        assertDecidesUntil(16, 25);
        assertWithheld(25, Reason.BEHIND);
        decisionAuthority.heard(at(14));
        assertWithheld(25, Reason.BEHIND);
        decisionAuthority.heard(at(24));
        assertDecidesUntil(25, 34);
    }

    @Test
    void saysHowOldItsPictureIs() {
        assertThat(decisionAuthority.view(at(1)).age(at(1))).isEmpty();
        assertThat(decisionAuthority.view(at(1)).isFresh(at(1))).isFalse();
        decisionAuthority.heard(at(1));
        assertThat(decisionAuthority.view(at(4)).age(at(4))).contains(Duration.ofSeconds(3));
        assertThat(decisionAuthority.view(at(10)).isFresh(at(10))).isTrue();
        assertThat(decisionAuthority.view(at(11)).isFresh(at(11))).isFalse();
    }

    @Test
    void decidesNothingAfterResigning() {
        decisionAuthority.seen(at(10));
        assertThat(decisionAuthority.view(at(11)).leads(at(11))).isTrue();
        decisionAuthority.elector().resign();
        assertWithheld(11, Reason.NOT_LEADING);
        assertThat(decisionAuthority.view(at(11)).leads(at(11))).isFalse();
    }

    @Test
    void endsWithTheLeaseIfThatEndsBeforeFreshness() {
        LeaseElector lease = new LeaseElector("self", LeaseTimes.DEFAULTS);
        DecisionAuthority leased = new DecisionAuthority(lease, Duration.ofSeconds(10));
        answer(
                lease,
                0,
                new StepAnswer.Seen(new LeaderElectionRecord(Optional.empty(), Duration.ofSeconds(15), "m", "v")));
        StepAnswer written =
                new StepAnswer.Seen(new LeaderElectionRecord(Optional.of("self"), Duration.ofSeconds(15), "n", "w"));
        for (int second = 2; second <= 12; second += 2) {
            answer(lease, second, written);
        }
        assertThat(leased.view(at(11)).authority(at(11)).withheld(at(11)).map(Authority.Withheld::reason))
                .contains(Reason.SETTLING);
        leased.seen(at(13));

        Authority authority = leased.view(at(14)).authority(at(14));
        assertThat(authority.withheld(at(21))).isEmpty();
        assertThat(authority.withheld(at(22)).map(Authority.Withheld::reason)).contains(Reason.NOT_LEADING);
        assertThat(leased.view(at(22)).authority(at(22)).withheld(at(22)).map(Authority.Withheld::reason))
                .contains(Reason.NOT_LEADING);
    }

    private static void answer(LeaseElector lease, long second, StepAnswer answer) {
        lease.answered(lease.next(0, at(second)).orElseThrow(), answer, at(second));
    }

    private static Moment at(long second) {
        return START.plus(Duration.ofSeconds(second));
    }

    private void assertWithheld(long second, Reason reason) {
        assertThat(decisionAuthority
                        .view(at(second))
                        .authority(at(second))
                        .withheld(at(second))
                        .map(Authority.Withheld::reason))
                .contains(reason);
    }

    private void assertDecidesUntil(long second, long end) {
        Authority authority = decisionAuthority.view(at(second)).authority(at(second));
        assertThat(authority.withheld(at(second))).isEmpty();
        assertThat(authority.withheld(at(end).plus(Duration.ofNanos(-1)))).isEmpty();
        assertThat(authority.withheld(at(end))).isPresent();
    }
}
