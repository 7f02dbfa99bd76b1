package dev.evenkeel.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.labels.Labels;
import dev.evenkeel.labels.Selector;
import dev.evenkeel.objects.Pod;
import dev.evenkeel.rule.Annotations;
import dev.evenkeel.rule.ParsedRule;
import dev.evenkeel.rule.Rule;
import dev.evenkeel.rule.Spread;
import dev.evenkeel.rule.Term;
import java.util.ArrayList;
import java.util.List;
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

/** Rules of every kind side by side allow what one gets by reading each aloud, for its carrier and for those it is about. */
class RuleKindsProperties {
    private static final List<String> NAMES = List.of("a", "b", "c", "d");
    /** A node that the watch has not shown: it may be in any zone. */
    private static final String UNSEEN = "unseen";

    private static final String HOST = "kubernetes.io/hostname";
    private static final String ZONE = "topology.kubernetes.io/zone";

    /** What is on a pod: parts of one or more annotations. */
    private static final List<List<String>> WISHES = List.of(
            List.of(),
            List.of("spread=required"),
            List.of("spread=required zone max 2", "selector=app in (web,db)"),
            List.of("spread=required", "spread-by=tier"),
            List.of("spread=required max 2", "selector=app"),
            List.of("avoid=app=db"),
            List.of("avoid=app=web", "spread=required zone"),
            List.of("exclusive=true"),
            List.of("exclusive=true", "avoid=!tier"),
            List.of("spread=spec"));

    @Provide
    Arbitrary<NodePicture> nodes() {
        return Combinators.combine(
                        Arbitraries.of("z1", "z2", ""), Arbitraries.frequency(Tuple.of(8, true), Tuple.of(1, false)))
                .as((zone, labelled) -> {
                    NodePicture node = zone.isEmpty()
                            ? NodePicture.node("?")
                            : NodePicture.node("?").zone(zone);
                    return labelled ? node : node.without(HOST);
                });
    }

    @Provide
    Arbitrary<PodPicture> pods() {
        return Combinators.combine(
                        Arbitraries.of("app=web", "app=db", "app=web,tier=x", "app=db,tier=x"),
                        Arbitraries.of(WISHES),
                        Arbitraries.frequency(Tuple.of(4, "default"), Tuple.of(1, "shop")),
                        Arbitraries.frequency(
                                Tuple.of(6, Pod.Phase.LIVE),
                                Tuple.of(1, Pod.Phase.TERMINATING),
                                Tuple.of(1, Pod.Phase.FINISHED)),
                        Arbitraries.of("a", "b", "c", "d", UNSEEN),
                        Arbitraries.frequency(Tuple.of(6, false), Tuple.of(1, true)),
                        Arbitraries.of(HOST, ZONE))
                .as(RuleKindsProperties::drawn);
    }

    private static PodPicture drawn(
            String labels,
            List<String> targets,
            String namespace,
            Pod.Phase phase,
            String node,
            boolean daemon,
            String key) {
        PodPicture pod = PodPicture.pod("?").labels(labels).phase(phase).on(node);
        for (String wish : targets) {
            String[] sides = wish.split("=", 2);
            pod = pod.annotated(Annotations.PREFIX + sides[0], sides[1]);
        }
        pod = targets.contains("spread=spec") ? pod.antiAffinity(Selector.of(Labels.of("app", "web")), key) : pod;
        pod = daemon ? pod.ofDaemonSet() : pod;
        return namespace.equals("default") ? pod : pod.in(namespace);
    }

    @Property(tries = 4_000, edgeCases = EdgeCasesMode.NONE)
    void theOfferIsWhatTheRulesSay(
            @ForAll @Size(4) List<@From("nodes") NodePicture> nodes,
            @ForAll @Size(max = 6) List<@From("pods") PodPicture> pods,
            @ForAll @From("pods") PodPicture wish) {
        ClusterPicture cluster = ClusterPicture.cluster("");
        List<NodePicture> named = new ArrayList<>();
        for (int i = 0; i < nodes.size(); i++) {
            NodePicture node = nodes.get(i);
            String name = NAMES.get(i);
            NodePicture own = new NodePicture(name, 1, node.labels(), true);
            named.add(node.labels().containsKey(HOST) ? own.hostname(name) : own);
        }
        named.forEach(cluster::shows);
        List<PodPicture> placed = new ArrayList<>();
        for (int i = 0; i < pods.size(); i++) {
            placed.add(pods.get(i).named("p" + i));
        }
        placed.forEach(cluster::shows);
        PodPicture waiting = wish.named("wish").unbound().phase(Pod.Phase.LIVE);

        assertThat(new TreeSet<>(cluster.filter(waiting).names()))
                .as(() -> "the offer for " + waiting + " in" + cluster)
                .isEqualTo(new Reading(named, placed).offer(waiting));
    }

    /** For nodes that carry the key, {@code required host} is what in-tree calls required anti-affinity to one's own labels. */
    @Property(tries = 1_000, edgeCases = EdgeCasesMode.NONE)
    void requiredHostIsRequiredAntiAffinity(
            @ForAll @Size(max = 6) List<@From("webs") PodPicture> pods, @ForAll boolean carries) {
        ClusterPicture ours = ClusterPicture.cluster("a: b: c: d:");
        ClusterPicture inTree = ClusterPicture.cluster("a: b: c: d:");
        for (int i = 0; i < pods.size(); i++) {
            PodPicture pod = pods.get(i).named("p" + i);
            ours.shows(carries ? pod.spread("required") : pod);
            inTree.shows(carries ? bySpec(pod) : pod);
        }
        PodPicture wish = PodPicture.pod("web-wish");
        assertThat(ours.filter(wish.spread("required")).names())
                .as(ours::toString)
                .containsExactlyInAnyOrderElementsOf(inTree.filter(bySpec(wish)).names());
    }

    private static PodPicture bySpec(PodPicture pod) {
        return pod.spread("spec").antiAffinity(Selector.of(Labels.of(pod.labels())), HOST);
    }

    @Provide
    Arbitrary<PodPicture> webs() {
        return Combinators.combine(
                        Arbitraries.of("web", "db"), Arbitraries.of(NAMES), Arbitraries.of(Pod.Phase.values()))
                .as((app, node, phase) -> PodPicture.pod(app + "-x").on(node).phase(phase));
    }

    /** The rules, read aloud: pod by pod and node by node. */
    private record Reading(List<NodePicture> nodes, List<PodPicture> pods) {
        Set<String> offer(PodPicture wish) {
            Set<String> offered = new TreeSet<>();
            if (wish.info().ask() instanceof ParsedRule.Malformed) {
                return offered;
            }
            nodes.stream()
                    .filter(node -> ownRulesAllow(wish, node) && othersRulesAllow(wish, node))
                    .forEach(node -> offered.add(node.name()));
            return offered;
        }

        private boolean ownRulesAllow(PodPicture wish, NodePicture node) {
            if (says(wish, "exclusive")
                    && (without(node, HOST)
                            || pods.stream().anyMatch(pod -> !pod.belongsToNode() && together(pod, node, HOST)))) {
                return false;
            }
            if (avoided(wish).isPresent()
                    && (without(node, HOST)
                            || pods.stream().anyMatch(pod -> isAvoided(pod, wish) && together(pod, node, HOST)))) {
                return false;
            }
            for (var term : wish.antiAffinity()) {
                if (isSpec(wish)
                        && pods.stream()
                                .anyMatch(pod -> matches(pod, wish, term.selector())
                                        && together(pod, node, term.topologyKey()))) {
                    return false;
                }
            }
            for (Term term : required(wish)) {
                String key = term.key().label();
                if (without(node, key) || members(wish, node, key) >= term.max()) {
                    return false;
                }
            }
            return true;
        }

        private boolean othersRulesAllow(PodPicture wish, NodePicture node) {
            for (PodPicture carrier : pods) {
                if (says(carrier, "exclusive") && !wish.belongsToNode() && together(carrier, node, HOST)) {
                    return false;
                }
                if (isAvoided(wish, carrier) && together(carrier, node, HOST)) {
                    return false;
                }
                for (var term : carrier.antiAffinity()) {
                    if (isSpec(carrier)
                            && matches(wish, carrier, term.selector())
                            && together(carrier, node, term.topologyKey())) {
                        return false;
                    }
                }
                for (Term term : required(carrier)) {
                    String key = term.key().label();
                    if (together(carrier, node, key)
                            && matches(wish, carrier, group(carrier))
                            && members(carrier, node, key) >= term.max()) {
                        return false;
                    }
                }
            }
            return true;
        }

        private long members(PodPicture owner, NodePicture node, String key) {
            return pods.stream()
                    .filter(pod -> matches(pod, owner, group(owner)) && together(pod, node, key))
                    .count();
        }

        private static boolean matches(PodPicture pod, PodPicture owner, Selector selector) {
            return pod.namespace().equals(owner.namespace()) && selector.matches(Labels.of(pod.labels()));
        }

        private static Selector group(PodPicture owner) {
            return rule(owner).orElseThrow().group().selector(Labels.of(owner.labels()));
        }

        private static boolean isAvoided(PodPicture pod, PodPicture by) {
            return avoided(by).filter(selector -> matches(pod, by, selector)).isPresent();
        }

        private static Optional<Selector> avoided(PodPicture pod) {
            return rule(pod).flatMap(Rule::avoid);
        }

        private static boolean isSpec(PodPicture pod) {
            return rule(pod)
                    .filter(rule -> rule.spread() instanceof Spread.BySpec)
                    .isPresent();
        }

        private static boolean says(PodPicture pod, String annotation) {
            return pod.settings().containsKey(Annotations.PREFIX + annotation)
                    && rule(pod).isPresent();
        }

        private static List<Term> required(PodPicture pod) {
            return rule(pod).stream()
                    .flatMap(rule -> PodPicture.terms(rule).stream())
                    .filter(Term::isRequired)
                    .toList();
        }

        private static Optional<Rule> rule(PodPicture pod) {
            return pod.info().ask() instanceof ParsedRule.Ruled(Rule rule) ? Optional.of(rule) : Optional.empty();
        }

        private static boolean without(NodePicture node, String key) {
            return !node.labels().containsKey(key);
        }

        /** Whether the pod holds a place in the same domain as the node. */
        private boolean together(PodPicture pod, NodePicture node, String key) {
            if (pod.node().equals(Optional.of(UNSEEN))) {
                return pod.phase() == Pod.Phase.LIVE && !key.equals(HOST) && !without(node, key);
            }
            Optional<String> domain = nodes.stream()
                    .filter(each -> pod.node().equals(Optional.of(each.name())))
                    .flatMap(each -> Optional.ofNullable(each.labels().get(key)).stream())
                    .findFirst();
            return pod.phase() != Pod.Phase.FINISHED
                    && domain.isPresent()
                    && domain.get().equals(node.labels().get(key));
        }
    }
}
