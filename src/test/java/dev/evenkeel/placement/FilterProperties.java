package dev.evenkeel.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.api.PermitAnswer;
import dev.evenkeel.objects.Pod;
import dev.evenkeel.rule.ParsedRule;
import dev.evenkeel.rule.Rule;
import dev.evenkeel.rule.Term;
import dev.evenkeel.rule.TopologyKey;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.From;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.Size;

/** The offer equals what one gets by reading the rules aloud, pod by pod and node by node. */
class FilterProperties {
    private static final List<String> NAMES = List.of("a", "b", "c", "d");
    /** A node that the watch has not shown: it may be in any zone. */
    private static final String UNSEEN = "unseen";

    private static final Set<String> NOT_OF_A_GROUP =
            Set.of("pod-template-hash", "version", "topology.kubernetes.io/zone");
    private static final List<String> LABELS = List.of(
            "app=web",
            "app=web,tier=x",
            "app=db",
            "app=web,pod-template-hash=1",
            "app=web,pod-template-hash=2,version=7",
            "app=web,topology.kubernetes.io/zone=z1",
            "tier=x");
    private static final List<String> SPREADS = List.of(
            "off",
            "required",
            "required max 2",
            "required zone",
            "required zone max 2",
            "required, required zone max 3",
            "required host max 2, preferred zone",
            "required per-revision",
            "preferred");

    @Provide
    Arbitrary<NodePicture> nodes() {
        return Combinators.combine(
                        Arbitraries.of("z1", "z2", ""),
                        Arbitraries.integers().between(0, 9),
                        Arbitraries.of(true, false))
                .as((zone, host, ready) -> {
                    NodePicture node = NodePicture.node("?").ready(ready);
                    NodePicture hosted = switch (host) {
                        case 0 -> node.without("kubernetes.io/hostname");
                        case 1, 2 -> node.hostname("shared");
                        default -> node;
                    };
                    return zone.isEmpty() ? hosted : hosted.zone(zone);
                });
    }

    @Provide
    Arbitrary<PodPicture> pods() {
        return Combinators.combine(
                        Arbitraries.of(LABELS),
                        Arbitraries.of(SPREADS),
                        Arbitraries.of("default", "default", "default", "shop"),
                        Arbitraries.frequency(
                                Tuple.of(6, Pod.Phase.LIVE),
                                Tuple.of(2, Pod.Phase.TERMINATING),
                                Tuple.of(1, Pod.Phase.FINISHED)),
                        Arbitraries.of("a", "b", "c", "d", UNSEEN, ""))
                .as((labels, spread, namespace, phase, node) -> {
                    PodPicture pod =
                            PodPicture.pod("?").labels(labels).spread(spread).phase(phase);
                    PodPicture placed = node.isEmpty() ? pod : pod.on(node);
                    return namespace.equals("default") ? placed : placed.in(namespace);
                });
    }

    @Property(tries = 4_000, edgeCases = EdgeCasesMode.NONE)
    void theOfferIsWhatTheRulesSay(
            @ForAll @Size(4) List<@From("nodes") NodePicture> nodes,
            @ForAll @Size(max = 6) List<@From("pods") PodPicture> pods,
            @ForAll @From("pods") PodPicture wish,
            @ForAll @Size(6) List<Boolean> permitted) {
        ClusterPicture cluster = ClusterPicture.cluster("");
        List<NodePicture> named = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            named.add(named(nodes.get(i), NAMES.get(i)));
        }
        named.forEach(cluster::shows);
        List<PodPicture> placed = new ArrayList<>();
        for (int i = 0; i < pods.size(); i++) {
            PodPicture pod = named(pods.get(i), "p" + i);
            // A place is a place, whether the watch has shown it or the arbiter has permitted it.
            if (pod.node().isEmpty() || !permitted.get(i) || !permit(cluster, pod)) {
                cluster.shows(pod);
            }
            placed.add(pod);
        }
        PodPicture waiting = named(wish, "wish").unbound().phase(Pod.Phase.LIVE);

        Set<String> offered = new TreeSet<>(cluster.filter(waiting).names());
        Set<String> allowed = new Reading(named, placed).offer(waiting);
        assertThat(allowed)
                .as(() -> "the offer for " + waiting + " in" + cluster)
                .containsAll(offered);
        assertThat(offered.isEmpty()).isEqualTo(allowed.isEmpty());
        // Who waits alone is offered everything; siblings share.
        if (placed.stream().noneMatch(pod -> pod.node().isEmpty())) {
            assertThat(offered).as(cluster::toString).isEqualTo(allowed);
        }
    }

    /** Tries to have the pod permitted, as far as the rules allow. */
    private static boolean permit(ClusterPicture cluster, PodPicture pod) {
        cluster.shows(pod.unbound());
        return cluster.bind(pod, pod.node().orElseThrow()).answer() instanceof PermitAnswer.Granted;
    }

    private static NodePicture named(NodePicture node, String name) {
        NodePicture own = new NodePicture(name, node.version(), node.labels(), node.ready());
        return "?".equals(node.labels().get("kubernetes.io/hostname")) ? own.hostname(name) : own;
    }

    private static PodPicture named(PodPicture pod, String name) {
        return pod.named(name).version(1);
    }

    /** The rules, read aloud. */
    private record Reading(List<NodePicture> nodes, List<PodPicture> pods) {
        Set<String> offer(PodPicture wish) {
            Set<String> offered = new TreeSet<>();
            if (wish.info().ask() instanceof ParsedRule.Malformed) {
                return offered;
            }
            nodes.stream().filter(node -> takes(node, wish)).forEach(node -> offered.add(node.name()));
            return offered;
        }

        private boolean takes(NodePicture node, PodPicture wish) {
            for (Term term : required(wish)) {
                Optional<String> domain = domain(node, term);
                if (domain.isEmpty() || members(wish, term, domain.get()) >= term.max()) {
                    return false;
                }
            }
            for (PodPicture carrier : pods) {
                for (Term term : required(carrier)) {
                    Optional<String> domain = domain(node, term);
                    boolean together = domain.isPresent() && isIn(carrier, term, domain.get());
                    if (together
                            && isOfGroup(wish, carrier, term)
                            && members(carrier, term, domain.get()) >= term.max()) {
                        return false;
                    }
                }
            }
            return true;
        }

        private long members(PodPicture owner, Term term, String domain) {
            return pods.stream()
                    .filter(pod -> isOfGroup(pod, owner, term) && isIn(pod, term, domain))
                    .count();
        }

        /** Whether {@code pod} is one of the pods that a term of {@code owner} is about. */
        private static boolean isOfGroup(PodPicture pod, PodPicture owner, Term term) {
            Set<String> keys = new HashSet<>(owner.labels().keySet());
            keys.removeAll(NOT_OF_A_GROUP);
            if (term.perRevision() && owner.labels().containsKey("pod-template-hash")) {
                keys.add("pod-template-hash");
            }
            return pod.namespace().equals(owner.namespace())
                    && keys.stream()
                            .allMatch(key -> Objects.equals(
                                    owner.labels().get(key), pod.labels().get(key)));
        }

        private boolean isIn(PodPicture pod, Term term, String domain) {
            if (pod.node().equals(Optional.of(UNSEEN))) {
                return pod.phase() == Pod.Phase.LIVE && !term.key().equals(TopologyKey.HOST);
            }
            Optional<NodePicture> node = nodes.stream()
                    .filter(each -> pod.node().equals(Optional.of(each.name())))
                    .findFirst();
            if (node.flatMap(each -> domain(each, term)).filter(domain::equals).isEmpty()) {
                return false;
            }
            return switch (pod.phase()) {
                case LIVE -> true;
                case TERMINATING ->
                    term.key().equals(TopologyKey.HOST)
                            || node.filter(NodePicture::ready).isPresent();
                case FINISHED -> false;
            };
        }

        private static Optional<String> domain(NodePicture node, Term term) {
            return Optional.ofNullable(node.labels().get(term.key().label()));
        }

        private static List<Term> required(PodPicture pod) {
            return switch (pod.info().ask()) {
                case ParsedRule.Ruled(Rule rule) ->
                    PodPicture.terms(rule).stream().filter(Term::isRequired).toList();
                case ParsedRule.Nothing() -> List.of();
                // A pod that cannot be understood binds nobody.
                case ParsedRule.Malformed malformed -> List.of();
            };
        }
    }
}
