package dev.evenkeel.slots;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.api.Permit;
import dev.evenkeel.api.PlacementSettings;
import dev.evenkeel.caps.CapUsage;
import dev.evenkeel.cluster.Cluster;
import dev.evenkeel.cluster.PodEntry;
import dev.evenkeel.nodes.NodeSet;
import dev.evenkeel.objects.Moment;
import dev.evenkeel.placement.NodePicture;
import dev.evenkeel.placement.PodPicture;
import dev.evenkeel.rule.RuleLimits;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Each arrow of the drawing in {@link PodState} is one line here; after each, what is counted is what the stage says. */
class PodStateTest {
    private static final String SCHEDULER = "kube-scheduler";
    private static final Moment NOW = new Moment(0);
    private static final Moment LATE = NOW.plus(Duration.ofMinutes(5));

    /** The stages of the drawing. */
    enum Stage {
        GONE,
        PENDING,
        RESERVED,
        PERMITTED,
        IN_DOUBT,
        BOUND
    }

    static Stream<Arguments> arrows() {
        return Stream.of(
                arrow(Stage.GONE, "put", World::put, Stage.PENDING),
                arrow(Stage.PENDING, "reserve", World::reserve, Stage.RESERVED),
                arrow(Stage.PENDING, "hold", World::hold, Stage.RESERVED),
                arrow(Stage.RESERVED, "reserve again", World::reserve, Stage.RESERVED),
                arrow(Stage.RESERVED, "hold", World::hold, Stage.RESERVED),
                arrow(Stage.RESERVED, "time over", world -> world.ledger.endOver(LATE), Stage.PENDING),
                arrow(Stage.RESERVED, "offer ended", world -> world.ledger.endOffer(world.entry(), NOW), Stage.PENDING),
                arrow(Stage.RESERVED, "released", world -> world.ledger.release(world.entry()), Stage.PENDING),
                arrow(Stage.PENDING, "permit", World::permit, Stage.PERMITTED),
                arrow(Stage.RESERVED, "permit", World::permit, Stage.PERMITTED),
                arrow(Stage.PERMITTED, "permit again", World::permit, Stage.PERMITTED),
                arrow(Stage.PERMITTED, "failed", world -> world.ledger.failed(world.permit), Stage.PENDING),
                arrow(Stage.PERMITTED, "doubted", World::doubt, Stage.IN_DOUBT),
                arrow(Stage.PERMITTED, "bound", World::bound, Stage.BOUND),
                arrow(Stage.IN_DOUBT, "permit again", World::permit, Stage.IN_DOUBT),
                arrow(Stage.IN_DOUBT, "bound", World::bound, Stage.BOUND),
                arrow(Stage.IN_DOUBT, "a read shows it bound", World::bound, Stage.BOUND),
                arrow(
                        Stage.IN_DOUBT,
                        "a read shows it unbound",
                        world -> world.ledger.readUnbound(world.permit),
                        Stage.PENDING),
                arrow(Stage.PENDING, "the watch shows it bound", World::showBound, Stage.BOUND),
                arrow(Stage.RESERVED, "the watch shows it bound", World::showBound, Stage.BOUND),
                arrow(Stage.PERMITTED, "the watch shows it bound", World::showBound, Stage.BOUND),
                arrow(Stage.IN_DOUBT, "the watch shows it bound", World::showBound, Stage.BOUND),
                arrow(Stage.PENDING, "gone", World::end, Stage.GONE),
                arrow(Stage.RESERVED, "gone", World::end, Stage.GONE),
                arrow(Stage.PERMITTED, "gone", World::end, Stage.GONE),
                arrow(Stage.IN_DOUBT, "gone", World::end, Stage.GONE),
                arrow(Stage.BOUND, "gone", World::end, Stage.GONE));
    }

    private static Arguments arrow(Stage from, String name, Consumer<World> act, Stage to) {
        return Arguments.of(from, name, act, to);
    }

    @ParameterizedTest(name = "{0} -- {1} --> {3}")
    @MethodSource("arrows")
    void countsWhatTheNextStageSays(Stage from, String name, Consumer<World> act, Stage to) {
        World world = new World(from);
        assertThat(world.stage()).as("before").isEqualTo(from);

        act.accept(world);

        assertThat(world.stage()).as(name).isEqualTo(to);
        world.assertCounted();
    }

    /** A pod that asks for a host of its own, beside a sibling that waits, so that its slot is worth keeping. */
    static final class World {
        private final PodPicture pod = PodPicture.pod("web-1").by(SCHEDULER).spread("required");
        private final PodPicture sibling = PodPicture.pod("web-2").by(SCHEDULER).spread("required");
        private final Cluster cluster = new Cluster();
        private final Ledger ledger =
                new Ledger(cluster, PlacementSettings.DEFAULTS.serving(Set.of(SCHEDULER)), RuleLimits.DEFAULTS);

        private Permit permit = new Permit(0, pod.id(), "a", NOW);

        World(Stage stage) {
            ledger.put(NodePicture.node("a").node(), NOW);
            ledger.put(sibling.info(), true, NOW);
            if (stage != Stage.GONE) {
                put();
            }
            switch (stage) {
                case GONE, PENDING -> {}
                case RESERVED -> reserve();
                case PERMITTED -> permit();
                case IN_DOUBT -> {
                    permit();
                    doubt();
                }
                case BOUND -> {
                    permit();
                    bound();
                }
            }
        }

        void put() {
            ledger.put(pod.info(), true, NOW);
        }

        void showBound() {
            ledger.put(pod.version(9).on("a").info(), true, NOW);
        }

        void reserve() {
            ledger.reserve(entry(), reservation(false));
        }

        void hold() {
            ledger.reserve(entry(), reservation(true));
        }

        private Reservation reservation(boolean held) {
            NodeSet nodes = NodeSet.of(0);
            return new Reservation(
                    nodes,
                    Reservation.claims(ledger.index().constraints(entry()), nodes),
                    List.of(),
                    held,
                    0,
                    NOW.plus(Duration.ofSeconds(10)));
        }

        void permit() {
            permit = ledger.permit(entry(), "a", NOW);
        }

        void doubt() {
            ledger.doubted(permit, NOW);
        }

        void bound() {
            ledger.bound(permit, "a", NOW);
        }

        void end() {
            ledger.end(pod.id(), NOW);
        }

        PodEntry entry() {
            return cluster.pod(pod.id()).orElseThrow();
        }

        Stage stage() {
            @Nullable PodEntry entry = cluster.pod(pod.id()).orElse(null);
            PodState state = ledger.states().of(pod.id().uid());
            if (entry == null) {
                assertThat(state.isPlain()).as("nothing is left").isTrue();
                return Stage.GONE;
            }
            if (entry.isBound()) {
                return Stage.BOUND;
            }
            if (entry.isPermitted()) {
                BindAttempt attempt = state.attempt();
                assertThat(attempt).as("a permitted pod has an attempt").isNotNull();
                return attempt != null && attempt.doubt() != null ? Stage.IN_DOUBT : Stage.PERMITTED;
            }
            return state.reservation() == null ? Stage.PENDING : Stage.RESERVED;
        }

        void assertCounted() {
            CapUsage usage = ledger.index().usages(sibling.id()).getFirst();
            Stage stage = stage();
            boolean waits = stage == Stage.PENDING || stage == Stage.RESERVED;
            boolean placed = stage == Stage.PERMITTED || stage == Stage.IN_DOUBT || stage == Stage.BOUND;

            assertThat(usage.contenders().waiting()).as("waiting").isEqualTo(waits ? 2 : 1);
            assertThat(usage.contenders().unserved()).as("unserved").isEqualTo(stage == Stage.PENDING ? 2 : 1);
            assertThat(usage.groupClaims().total()).as("claims").isEqualTo(stage == Stage.RESERVED ? 1 : 0);
            assertThat(usage.carriers().total()).as("carriers").isEqualTo(placed ? 1 : 0);
            assertThat(usage.group().total()).as("group").isEqualTo(placed ? 1 : 0);
        }
    }
}
