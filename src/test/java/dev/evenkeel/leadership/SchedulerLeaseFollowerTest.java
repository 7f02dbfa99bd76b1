package dev.evenkeel.leadership;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.objects.Moment;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Durations as shipped: a scheduler's Lease of 15 s, looked at each 2 s; a look counts for 5 s; 10 s of quiet. */
class SchedulerLeaseFollowerTest {
    private static final String OWN = "evenkeel-scheduler-7d9f_0b5e";
    private static final String OTHER = "evenkeel-scheduler-x2k4_9c1a";

    private SchedulerLeaseFollower elector = new SchedulerLeaseFollower("evenkeel-scheduler-7d9f", LeaseTimes.DEFAULTS);
    private Moment now = new Moment(Long.MAX_VALUE - 5_000_000_000L);
    private int renewals;

    @Test
    void leadsOnceItHasSeenTheSchedulerOfItsHostRenew() {
        look(OWN);
        assertNotHeld();
        look(OWN);
        assertHeld();
    }

    @Test
    void doesNotLeadForTheSchedulerOfAnotherHost() {
        look(OTHER);
        look(OTHER);
        assertNotHeld();
        look("evenkeel-scheduler-7d9f-2_0b5e");
        look("evenkeel-scheduler-7d9f-2_0b5e");
        assertNotHeld();
        look("evenkeel-scheduler-7d9f");
        look("evenkeel-scheduler-7d9f");
        assertNotHeld();
    }

    @Test
    void takesAHostnameWithAnUnderscore() {
        elector = new SchedulerLeaseFollower("a_b", LeaseTimes.DEFAULTS);
        look("a_b_0b5e");
        look("a_b_0b5e");
        assertHeld();
    }

    @Test
    void aReadCountsFromWhenItWasAskedFor() {
        look(OWN);
        Step step = due();
        Moment asked = step.begun();
        pass(3);
        answer(step, OWN, true);

        assertThat(held().until()).isEqualTo(asked.plus(Duration.ofSeconds(5)));
        pass(2);
        assertNotHeld();
    }

    @Test
    void stopsLeadingBeforeALeaseThatIsNotRenewedCanBeTaken() {
        look(OWN);
        Moment before = asked();
        look(OWN);
        for (int i = 0; i < 4; i++) {
            lookUnchanged(OWN);
        }
        // Renewed after the first look; 12 of 15 s from there.
        assertThat(held().until()).isEqualTo(before.plus(Duration.ofSeconds(12)));
        pass(2);
        lookUnchanged(OWN);
        assertNotHeld();
    }

    @Test
    void startsAQuietPeriodWhenItSeesAnotherHolder() {
        look(OTHER);
        look(OTHER);
        look(OWN);
        Moment seen = asked();
        look(OWN);

        assertThat(held().settled()).isEqualTo(seen.plus(Duration.ofSeconds(5 + 10)));
    }

    @Test
    void aRestartedSchedulerIsAnotherHolder() {
        look(OWN);
        look(OWN);
        Moment first = held().settled();
        look(OWN + "f");
        assertNotHeld();
        look(OWN + "f");
        assertThat(held().settled()).isNotEqualTo(first);
    }

    @Test
    void stopsLeadingIfTheLeaseIsReleasedOrDeleted() {
        look(OWN);
        look(OWN);
        answer(due(), new StepAnswer.Seen(lease(Optional.empty(), true)));
        assertNotHeld();
        look(OWN);
        look(OWN);
        assertHeld();
        answer(due(), new StepAnswer.Absent());
        assertNotHeld();
    }

    @Test
    void leadsOnAfterAFailedReadUntilTheLastReadRunsOut() {
        look(OWN);
        look(OWN);
        answer(due(), new StepAnswer.Failed("cut off"));
        assertHeld();
        answer(due(), new StepAnswer.Failed("cut off"));
        answer(due(), new StepAnswer.Failed("cut off"));
        assertNotHeld();
    }

    @Test
    void neverWritesAndIsOverAtOnceAfterResigning() {
        look(OWN);
        look(OWN);
        elector.resign();
        assertNotHeld();
        assertThat(elector.isOver()).isTrue();
        pass(10);
        assertThat(elector.next(3, now)).isEmpty();
    }

    // ---- the rig

    private Step due() {
        Optional<Step> step = elector.next(0, now);
        while (step.isEmpty()) {
            pass(1);
            step = elector.next(0, now);
        }
        assertThat(step.get()).isInstanceOf(Step.Read.class);
        return step.get();
    }

    private void look(String holder) {
        answer(due(), holder, true);
    }

    private void lookUnchanged(String holder) {
        answer(due(), holder, false);
    }

    private void answer(Step step, String holder, boolean renewed) {
        answer(step, new StepAnswer.Seen(lease(Optional.of(holder), renewed)));
    }

    private void answer(Step step, StepAnswer answer) {
        lastAsked = step.begun();
        elector.answered(step, answer, now);
    }

    private Moment lastAsked = now;

    /** When the last look was begun. */
    private Moment asked() {
        return lastAsked;
    }

    private LeaderElectionRecord lease(Optional<String> holder, boolean renewed) {
        renewals += renewed ? 1 : 0;
        return new LeaderElectionRecord(holder, Duration.ofSeconds(15), "renewed " + renewals, "v" + renewals);
    }

    private void pass(long seconds) {
        now = now.plus(Duration.ofSeconds(seconds));
    }

    private Hold.Held held() {
        assertHeld();
        return (Hold.Held) elector.hold(now);
    }

    private void assertHeld() {
        assertThat(elector.hold(now)).isInstanceOf(Hold.Held.class);
    }

    private void assertNotHeld() {
        assertThat(elector.hold(now)).isEqualTo(new Hold.NotHeld());
    }
}
