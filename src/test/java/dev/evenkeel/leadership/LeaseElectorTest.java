package dev.evenkeel.leadership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.evenkeel.objects.Moment;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Durations as shipped: a Lease of 15 s, renewed within 10 s, a look or a renewal each 2 s, 10 s of quiet. */
class LeaseElectorTest {
    private static final String SELF = "self";
    private static final String OTHER = "other";

    private final LeaseElector elector = new LeaseElector(SELF, LeaseTimes.DEFAULTS);
    private Moment now = new Moment(Long.MAX_VALUE - 5_000_000_000L);
    private int bindings;
    private int versions;

    // ---- coming to hold

    @Test
    void createsAndHoldsALeaseThatDoesNotExist() {
        answerRead(new StepAnswer.Absent());
        Step.Write made = answerWrite(Optional.empty());

        assertThat(made.holder()).contains(SELF);
        assertHeldUntil(made.begun().plus(seconds(10)));
    }

    @Test
    void waitsForBindingsOfTheHolderOfADeletedLeaseAsLongAsItMayContinue() {
        answerRead(new StepAnswer.Absent());
        answerWrite(Optional.empty());

        assertSettled(now.plus(seconds(10 + 10)));
    }

    @Test
    void takesAReleasedLeaseAtOnceAndSettlesAfterTheQuietPeriod() {
        LeaderElectionRecord free = answerRead(lease(Optional.empty()));
        answerWrite(Optional.of(free.version()));

        assertSettled(now.plus(seconds(10)));
    }

    @Test
    void takesAHeldLeaseOnlyAfterItWasSeenUnchangedForItsDuration() {
        LeaderElectionRecord held = answerRead(lease(Optional.of(OTHER)));
        pass(14);
        assertThat(nextRead()).isTrue();
        answer(new StepAnswer.Seen(held));
        pass(2);

        assertThat(answerWrite(Optional.of(held.version())).holder()).contains(SELF);
    }

    @Test
    void restartsTheWaitAtEachRenewal() {
        for (int i = 0; i < 20; i++) {
            answerRead(lease(Optional.of(OTHER)));
            pass(14);
        }
        assertThat(nextRead()).isTrue();
    }

    @Test
    void waitsForALongerDurationOfTheHolderButNotForAShorterOne() {
        LeaderElectionRecord longer = answerRead(new LeaderElectionRecord(Optional.of(OTHER), seconds(60), "m", "v"));
        pass(59);
        assertThat(nextRead()).isTrue();
        answer(new StepAnswer.Seen(longer));

        LeaseElectorTest second = new LeaseElectorTest();
        second.answerRead(new LeaderElectionRecord(Optional.of(OTHER), seconds(1), "m", "v"));
        second.pass(14);
        assertThat(second.nextRead()).isTrue();
    }

    @Test
    void readsAtOnceIfAnotherWriteWasFaster() {
        answerRead(lease(Optional.empty()));
        pass(2);
        nextWrite();
        answer(new StepAnswer.Refused());

        assertThat(nextRead()).isTrue();
        answer(new StepAnswer.Seen(lease(Optional.of(OTHER))));
        assertNotHeld();
    }

    @Test
    void findsAWriteWhoseAnswerWasLost() {
        answerRead(lease(Optional.empty()));
        pass(2);
        nextWrite();
        answer(new StepAnswer.Failed("time-out"));
        assertNotHeld();
        pass(2);
        LeaderElectionRecord taken = answerRead(lease(Optional.of(SELF)));
        assertNotHeld();

        Step.Write again = answerWrite(Optional.of(taken.version()));
        assertHeldUntil(again.begun().plus(seconds(10)));
        assertSettled(now.plus(seconds(10)));
    }

    // ---- holding

    @Test
    void holdsFromWhenARenewalWasSentNotAnswered() {
        lead();
        pass(2);
        Step.Write renewal = nextWrite();
        pass(4);
        answer(written());

        assertHeldUntil(renewal.begun().plus(seconds(10)));
    }

    @Test
    void stopsHoldingIfNoRenewalSucceedsInTime() {
        lead();
        for (int i = 0; i < 3; i++) {
            pass(3);
            elector.next(bindings, now)
                    .ifPresent(step -> elector.answered(step, new StepAnswer.Failed("cut off"), now));
        }
        assertHeld();
        pass(1);
        assertNotHeld();
    }

    @Test
    void holdsNothingAfterTheProcessWasStopped() {
        lead();
        pass(3_600);
        assertNotHeld();
    }

    @Test
    void keepsItsSettledMomentIfARenewalReplacesItsOwnWrite() {
        LeaderElectionRecord mine = lead();
        Hold.Held before = assertHeld();
        pass(60);
        assertNotHeld();
        answerWrite(Optional.of(mine.version()));

        assertThat(assertHeld().settled()).isEqualTo(before.settled());
    }

    @Test
    void readsAfterARenewalOfUnknownOutcomeAndContinues() {
        lead();
        Moment settled = assertHeld().settled();
        pass(2);
        nextWrite();
        answer(new StepAnswer.Failed("time-out"));
        pass(2);
        LeaderElectionRecord renewed = answerRead(lease(Optional.of(SELF)));
        Step.Write next = answerWrite(Optional.of(renewed.version()));

        assertHeldUntil(next.begun().plus(seconds(10)));
        assertSettled(settled);
    }

    @Test
    void stopsHoldingIfAnotherHolderIsSeen() {
        lead();
        pass(2);
        nextWrite();
        answer(new StepAnswer.Refused());
        answerRead(lease(Optional.of(OTHER)));

        assertNotHeld();
    }

    @Test
    void waitsInFullAfterItsLeaseWasDeletedAndCreatedAgain() {
        lead();
        pass(60);
        nextWrite();
        answer(new StepAnswer.Absent());
        answerRead(new StepAnswer.Absent());
        assertNotHeld();
        pass(2);
        answerWrite(Optional.empty());

        assertSettled(now.plus(seconds(20)));
    }

    // ---- one step at a time

    @Test
    void givesNoSecondStepBeforeTheFirstIsAnswered() {
        assertThat(elector.next(0, now)).isPresent();
        pass(100);
        assertThat(elector.next(0, now)).isEmpty();
    }

    @Test
    void givesStepsAtTheRetryPeriod() {
        answerRead(lease(Optional.of(OTHER)));
        assertThat(elector.next(0, now)).isEmpty();
        pass(1);
        assertThat(elector.next(0, now)).isEmpty();
        pass(1);
        assertThat(elector.next(0, now)).isPresent();
    }

    @Test
    void rejectsAnAnswerToAnotherStep() {
        Step step = elector.next(0, now).orElseThrow();
        assertThatIllegalStateException()
                .isThrownBy(() -> elector.answered(new Step.Read(now.plus(seconds(1))), new StepAnswer.Absent(), now));
        elector.answered(step, new StepAnswer.Absent(), now);
        assertThatIllegalStateException().isThrownBy(() -> elector.answered(step, new StepAnswer.Absent(), now));
    }

    // ---- giving back

    @Test
    void releasesTheLeaseOnlyIfNoBindingIsUnderWay() {
        LeaderElectionRecord mine = lead();
        bindings = 1;
        elector.resign();
        assertNotHeld();
        assertThat(elector.next(bindings, now)).isEmpty();

        pass(2);
        LeaderElectionRecord renewed = renewed(mine);
        assertNotHeld();

        bindings = 0;
        Step.Write release = nextWrite();
        assertThat(release.holder()).isEmpty();
        assertThat(release.over()).contains(renewed.version());
        assertThat(elector.isOver()).isFalse();
        answer(written());
        assertThat(elector.isOver()).isTrue();
        pass(100);
        assertThat(elector.next(0, now)).isEmpty();
    }

    @Test
    void releasesNothingIfItHoldsNothing() {
        answerRead(lease(Optional.of(OTHER)));
        elector.resign();
        assertThat(elector.next(0, now)).isEmpty();
        assertThat(elector.isOver()).isTrue();
    }

    @Test
    void triesToReleaseOnce() {
        lead();
        elector.resign();
        nextWrite();
        answer(new StepAnswer.Failed("cut off"));
        assertThat(elector.isOver()).isTrue();
    }

    // ---- the rig

    /** Takes a Lease that was given back, and has renewed nothing yet. */
    private LeaderElectionRecord lead() {
        answerRead(lease(Optional.empty()));
        pass(2);
        nextWrite();
        StepAnswer.Seen seen = written();
        answer(seen);
        assertHeld();
        return seen.lease();
    }

    private LeaderElectionRecord renewed(LeaderElectionRecord before) {
        assertThat(nextWrite().over()).contains(before.version());
        StepAnswer.Seen seen = written();
        answer(seen);
        return seen.lease();
    }

    private Step pending = new Step.Read(now);

    private boolean nextRead() {
        pending = elector.next(bindings, now).orElseThrow();
        return pending instanceof Step.Read;
    }

    private Step.Write nextWrite() {
        pending = elector.next(bindings, now).orElseThrow();
        assertThat(pending).isInstanceOf(Step.Write.class);
        return (Step.Write) pending;
    }

    private void answer(StepAnswer answer) {
        elector.answered(pending, answer, now);
    }

    private void answerRead(StepAnswer answer) {
        assertThat(nextRead()).isTrue();
        answer(answer);
    }

    private LeaderElectionRecord answerRead(LeaderElectionRecord lease) {
        answerRead(new StepAnswer.Seen(lease));
        return lease;
    }

    /** The next step, once it is due, is a write over that version, and succeeds. */
    private Step.Write answerWrite(Optional<String> over) {
        pass(2);
        Step.Write write = nextWrite();
        assertThat(write.over()).isEqualTo(over);
        answer(written());
        return write;
    }

    private StepAnswer.Seen written() {
        return new StepAnswer.Seen(lease(Optional.of(SELF)));
    }

    private LeaderElectionRecord lease(Optional<String> holder) {
        versions++;
        return new LeaderElectionRecord(holder, seconds(15), "renewed " + versions, "v" + versions);
    }

    private void pass(long seconds) {
        now = now.plus(seconds(seconds));
    }

    private static Duration seconds(long seconds) {
        return Duration.ofSeconds(seconds);
    }

    private Hold.Held assertHeld() {
        assertThat(elector.hold(now)).isInstanceOf(Hold.Held.class);
        return (Hold.Held) elector.hold(now);
    }

    private void assertHeldUntil(Moment until) {
        assertThat(assertHeld().until()).isEqualTo(until);
    }

    private void assertSettled(Moment settled) {
        assertThat(assertHeld().settled()).isEqualTo(settled);
    }

    private void assertNotHeld() {
        assertThat(elector.hold(now)).isEqualTo(new Hold.NotHeld());
    }
}
