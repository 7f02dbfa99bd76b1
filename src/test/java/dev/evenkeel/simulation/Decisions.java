package dev.evenkeel.simulation;

import dev.evenkeel.api.Effect;
import dev.evenkeel.api.Permit;
import dev.evenkeel.api.PermitAnswer;
import dev.evenkeel.rehearse.BindReply;
import dev.evenkeel.rehearse.FilterReply;
import dev.evenkeel.rehearse.ScoreReply;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;

/**
 * A digest of all that evenkeel decides in one run, in order: what it offers, how it scores, what it permits, keeps and has done.
 * Of its messages only which are alike: each counts as the number of those that came before it. So two cores that decide alike
 * have the same digest, whatever they call things.
 */
final class Decisions {
    static final String ALGORITHM = "SHA-256";

    private final MessageDigest digest = sha256();
    private final Map<String, Integer> messages = new HashMap<>();
    private Supplier<Duration> clock = () -> Duration.ZERO;

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance(ALGORITHM);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has " + ALGORITHM, e);
        }
    }

    void clock(Supplier<Duration> time) {
        clock = time;
    }

    /** What filter answers. */
    void take(FilterReply reply) {
        switch (reply) {
            case FilterReply.Nodes nodes -> {
                // In the order of the nodes, so that the numbers of messages follow from nothing else.
                Map<String, Integer> refused = new TreeMap<>();
                new TreeMap<>(nodes.refused()).forEach((node, message) -> refused.put(node, number(message)));
                add("offer " + new TreeSet<>(nodes.feasible()) + " " + refused);
            }
            case FilterReply.Failed(String message) -> add("no offer " + number(message));
        }
    }

    /** What prioritize answers. */
    void take(ScoreReply reply) {
        switch (reply) {
            case ScoreReply.Scores scores -> add("scores " + new TreeMap<>(scores.byNode()));
            case ScoreReply.Failed(String message) -> add("no scores " + number(message));
        }
    }

    /** What preempt answers. */
    void take(Extender.PreemptReply reply) {
        switch (reply) {
            case Extender.PreemptReply.Kept kept -> add("keep " + new TreeSet<>(kept.nodes()));
            case Extender.PreemptReply.Failed(String message) -> add("keep not " + number(message));
        }
    }

    /** What comes of a request to bind. */
    void take(PermitAnswer answer) {
        switch (answer) {
            case PermitAnswer.Granted granted ->
                add("permit " + granted.permit().pod() + granted.permit().node());
            case PermitAnswer.Refused refused -> add("refuse " + number(refused.message()));
        }
    }

    /** What bind answers. */
    void take(BindReply reply) {
        switch (reply) {
            case BindReply.Bound() -> add("bound");
            case BindReply.Failed(String message) -> add("not bound " + number(message));
        }
    }

    /** What is sent to the API server. */
    void binds(Permit permit) {
        add("bind " + permit.pod() + permit.node());
    }

    /** What is to be done. */
    void take(Effect effect) {
        add(
                switch (effect) {
                    case Effect.ReadPod(var permit) -> "read " + permit.pod();
                    case Effect.Nominate(var pod, long version, String node) -> "nominate " + pod + version + node;
                    case Effect.Unnominate(var pod, String node) -> "clear " + pod + node;
                });
    }

    private int number(String message) {
        return messages.computeIfAbsent(message, next -> messages.size());
    }

    private void add(String line) {
        digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, clock.get().toNanos()));
        digest.update(line.getBytes(StandardCharsets.UTF_8));
        digest.update((byte) '\n');
    }

    /** The digest of what was taken so far, in hexadecimal; to be asked once. */
    String digest() {
        return HexFormat.of().formatHex(digest.digest());
    }
}
