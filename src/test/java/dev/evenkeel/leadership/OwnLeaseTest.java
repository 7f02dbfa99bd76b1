package dev.evenkeel.leadership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.evenkeel.cluster.Moment;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Durations as shipped: a Lease of 15 s, renewed within 10 s, a look or a renewal each 2 s, 10 s of quiet. */
class OwnLeaseTest {
    private static final String SELF = "self";
    private static final String OTHER = "other";

    private final OwnLease claim = new OwnLease(SELF, LeaseTimes.DEFAULTS);
    private Moment now = new Moment(Long.MAX_VALUE - 5_000_000_000L);
    private int bindings;
    private int versions;

    // ---- coming to hold

    @Test
    void aLeaseThatWasNeverThereIsMadeAndHeld() {
        answerRead(new StepAnswer.Absent());
        Step.Write made = answerWrite(Optional.empty());

        assertThat(made.holder()).contains(SELF);
        assertHeldUntil(made.begun().plus(seconds(10)));
    }

    @Test
    void bindingsOfWhoeverHeldADeletedLeaseAreWaitedForAsLongAsItMayHaveGoneOn() {
        answerRead(new StepAnswer.Absent());
        answerWrite(Optional.empty());

        assertSettled(now.plus(seconds(10 + 10)));
    }

    @Test
    void aLeaseThatWasGivenBackIsTakenAtOnceAndSettlesAfterTheQuietPeriod() {
        LeaseSeen free = answerRead(lease(Optional.empty()));
        answerWrite(Optional.of(free.version()));

        assertSettled(now.plus(seconds(10)));
    }

    @Test
    void aHeldLeaseIsTakenOnlyAfterItWasSeenUnchangedForItsDuration() {
        LeaseSeen held = answerRead(lease(Optional.of(OTHER)));
        pass(14);
        assertThat(nextRead()).isTrue();
        answer(new StepAnswer.Seen(held));
        pass(2);

        assertThat(answerWrite(Optional.of(held.version())).holder()).contains(SELF);
    }

    @Test
    void eachRenewalBeginsTheWaitAnew() {
        for (int i = 0; i < 20; i++) {
            answerRead(lease(Optional.of(OTHER)));
            pass(14);
        }
        assertThat(nextRead()).isTrue();
    }

    @Test
    void aLongerDurationThatItsHolderStatesIsKeptAndAShorterOneIsNot() {
        LeaseSeen longer = answerRead(new LeaseSeen(Optional.of(OTHER), seconds(60), "m", "v"));
        pass(59);
        assertThat(nextRead()).isTrue();
        answer(new StepAnswer.Seen(longer));

        OwnLeaseTest second = new OwnLeaseTest();
        second.answerRead(new LeaseSeen(Optional.of(OTHER), seconds(1), "m", "v"));
        second.pass(14);
        assertThat(second.nextRead()).isTrue();
    }

    @Test
    void whoWasFasterIsLookedAtAtOnce() {
        answerRead(lease(Optional.empty()));
        pass(2);
        nextWrite();
        answer(new StepAnswer.Refused());

        assertThat(nextRead()).isTrue();
        answer(new StepAnswer.Seen(lease(Optional.of(OTHER))));
        assertNotHeld();
    }

    @Test
    void aWriteThatWasDoneThoughItsAnswerWasLostIsFound() {
        answerRead(lease(Optional.empty()));
        pass(2);
        nextWrite();
        answer(new StepAnswer.Failed("time-out"));
        assertNotHeld();
        pass(2);
        LeaseSeen taken = answerRead(lease(Optional.of(SELF)));
        assertNotHeld();

        Step.Write again = answerWrite(Optional.of(taken.version()));
        assertHeldUntil(again.begun().plus(seconds(10)));
        assertSettled(now.plus(seconds(10)));
    }

    // ---- holding

    @Test
    void itHoldsFromWhenARenewalWasSentAndNotFromItsAnswer() {
        lead();
        pass(2);
        Step.Write renewal = nextWrite();
        pass(4);
        answer(written());

        assertHeldUntil(renewal.begun().plus(seconds(10)));
    }

    @Test
    void itStopsWhenNoRenewalSucceedsInTimeWhateverTheLeaseSays() {
        lead();
        for (int i = 0; i < 3; i++) {
            pass(3);
            claim.next(bindings, now).ifPresent(step -> claim.answered(step, new StepAnswer.Failed("cut off"), now));
        }
        assertHeld();
        pass(1);
        assertNotHeld();
    }

    @Test
    void aProcessThatStoodStillHoldsNothingWhenItWakes() {
        lead();
        pass(3_600);
        assertNotHeld();
    }

    @Test
    void aRenewalThatReplacesItsOwnLastWriteProvesThatNobodyCameBetween() {
        LeaseSeen mine = lead();
        Hold.Held before = assertHeld();
        pass(60);
        assertNotHeld();
        answerWrite(Optional.of(mine.version()));

        assertThat(assertHeld().settled()).isEqualTo(before.settled());
    }

    @Test
    void aRenewalOfUnknownOutcomeIsLookedUpAndGoneOnFrom() {
        lead();
        Moment settled = assertHeld().settled();
        pass(2);
        nextWrite();
        answer(new StepAnswer.Failed("time-out"));
        pass(2);
        LeaseSeen renewed = answerRead(lease(Optional.of(SELF)));
        Step.Write next = answerWrite(Optional.of(renewed.version()));

        assertHeldUntil(next.begun().plus(seconds(10)));
        assertSettled(settled);
    }

    @Test
    void whoSeesAnotherHolderHoldsNoMore() {
        lead();
        pass(2);
        nextWrite();
        answer(new StepAnswer.Refused());
        answerRead(lease(Optional.of(OTHER)));

        assertNotHeld();
    }

    @Test
    void aLeaseDeletedByHandEndsTheTenureAndIsMadeAnewWithTheWholeWait() {
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
    void thereIsNoSecondStepBeforeTheFirstIsAnswered() {
        assertThat(claim.next(0, now)).isPresent();
        pass(100);
        assertThat(claim.next(0, now)).isEmpty();
    }

    @Test
    void stepsComeAtTheirPace() {
        answerRead(lease(Optional.of(OTHER)));
        assertThat(claim.next(0, now)).isEmpty();
        pass(1);
        assertThat(claim.next(0, now)).isEmpty();
        pass(1);
        assertThat(claim.next(0, now)).isPresent();
    }

    @Test
    void anAnswerToAnotherStepIsAMistake() {
        Step step = claim.next(0, now).orElseThrow();
        assertThatIllegalStateException()
                .isThrownBy(() -> claim.answered(new Step.Read(now.plus(seconds(1))), new StepAnswer.Absent(), now));
        claim.answered(step, new StepAnswer.Absent(), now);
        assertThatIllegalStateException().isThrownBy(() -> claim.answered(step, new StepAnswer.Absent(), now));
    }

    // ---- giving back

    @Test
    void itIsGivenBackOnlyWhenNoBindingIsUnderWay() {
        LeaseSeen mine = lead();
        bindings = 1;
        claim.resign();
        assertNotHeld();
        assertThat(claim.next(bindings, now)).isEmpty();

        pass(2);
        LeaseSeen renewed = renewed(mine);
        assertNotHeld();

        bindings = 0;
        Step.Write release = nextWrite();
        assertThat(release.holder()).isEmpty();
        assertThat(release.over()).contains(renewed.version());
        assertThat(claim.isOver()).isFalse();
        answer(written());
        assertThat(claim.isOver()).isTrue();
        pass(100);
        assertThat(claim.next(0, now)).isEmpty();
    }

    @Test
    void whoHoldsNothingHasNothingToGiveBack() {
        answerRead(lease(Optional.of(OTHER)));
        claim.resign();
        assertThat(claim.next(0, now)).isEmpty();
        assertThat(claim.isOver()).isTrue();
    }

    @Test
    void aReleaseIsTriedOnce() {
        lead();
        claim.resign();
        nextWrite();
        answer(new StepAnswer.Failed("cut off"));
        assertThat(claim.isOver()).isTrue();
    }

    // ---- the rig

    /** Takes a Lease that was given back, and has renewed nothing yet. */
    private LeaseSeen lead() {
        answerRead(lease(Optional.empty()));
        pass(2);
        nextWrite();
        StepAnswer.Seen seen = written();
        answer(seen);
        assertHeld();
        return seen.lease();
    }

    private LeaseSeen renewed(LeaseSeen before) {
        assertThat(nextWrite().over()).contains(before.version());
        StepAnswer.Seen seen = written();
        answer(seen);
        return seen.lease();
    }

    private Step pending = new Step.Read(now);

    private boolean nextRead() {
        pending = claim.next(bindings, now).orElseThrow();
        return pending instanceof Step.Read;
    }

    private Step.Write nextWrite() {
        pending = claim.next(bindings, now).orElseThrow();
        assertThat(pending).isInstanceOf(Step.Write.class);
        return (Step.Write) pending;
    }

    private void answer(StepAnswer answer) {
        claim.answered(pending, answer, now);
    }

    private void answerRead(StepAnswer answer) {
        assertThat(nextRead()).isTrue();
        answer(answer);
    }

    private LeaseSeen answerRead(LeaseSeen lease) {
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

    private LeaseSeen lease(Optional<String> holder) {
        versions++;
        return new LeaseSeen(holder, seconds(15), "renewed " + versions, "v" + versions);
    }

    private void pass(long seconds) {
        now = now.plus(seconds(seconds));
    }

    private static Duration seconds(long seconds) {
        return Duration.ofSeconds(seconds);
    }

    private Hold.Held assertHeld() {
        assertThat(claim.hold(now)).isInstanceOf(Hold.Held.class);
        return (Hold.Held) claim.hold(now);
    }

    private void assertHeldUntil(Moment until) {
        assertThat(assertHeld().until()).isEqualTo(until);
    }

    private void assertSettled(Moment settled) {
        assertThat(assertHeld().settled()).isEqualTo(settled);
    }

    private void assertNotHeld() {
        assertThat(claim.hold(now)).isEqualTo(new Hold.NotHeld());
    }
}
