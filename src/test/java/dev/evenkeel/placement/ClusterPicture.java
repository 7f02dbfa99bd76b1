package dev.evenkeel.placement;

import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.api.Authority;
import dev.evenkeel.api.BindAnswer;
import dev.evenkeel.api.BindOutcome;
import dev.evenkeel.api.Candidates;
import dev.evenkeel.api.ClusterEvent;
import dev.evenkeel.api.Effect;
import dev.evenkeel.api.NominationLimits;
import dev.evenkeel.api.Offer;
import dev.evenkeel.api.Permit;
import dev.evenkeel.api.PermitAnswer;
import dev.evenkeel.api.PlacementSettings;
import dev.evenkeel.api.PodReading;
import dev.evenkeel.api.Reason;
import dev.evenkeel.api.Refusal;
import dev.evenkeel.api.Scores;
import dev.evenkeel.balance.ServiceEvent;
import dev.evenkeel.cluster.Cluster;
import dev.evenkeel.cluster.PodEntry;
import dev.evenkeel.nodes.NodeSet;
import dev.evenkeel.nodes.NodeTable;
import dev.evenkeel.nomination.NominationOutcome;
import dev.evenkeel.objects.Moment;
import dev.evenkeel.objects.Node;
import dev.evenkeel.report.GroupsOfOne;
import dev.evenkeel.report.PodReports;
import dev.evenkeel.report.ServiceReports;
import dev.evenkeel.rule.RuleLimits;
import dev.evenkeel.scaledown.ScaleDownPods;
import dev.evenkeel.traffic.Service;
import dev.evenkeel.traffic.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A cluster to look at and to act on: {@code cluster("a:2 b:1 c:0").filter(web()).offers("c")}.
 *
 * <p>A drawing lists nodes, parted by spaces: a node as {@link NodePicture} reads it, a colon, and the pods bound to it:
 * either how many of {@code web}, or their applications, parted by commas: {@code "a/z1:web,db b/z2:"}. A pod is named
 * after its application and counted from 1: {@code web-1}, {@code web-2}, {@code db-1}. After an application,
 * {@code *} means that the pod carries the rule {@code required}, {@code !} that it terminates and {@code .} that it has
 * finished.
 *
 * <p>Behind the picture is a real {@link Arbiter}; time passes only with {@link #after}. Every failure shows the picture.
 */
public final class ClusterPicture {
    private final Arbiter arbiter;
    private final GroupsOfOne groupsOfOne = new GroupsOfOne();
    private final ScaleDownPods scaleDown;
    private final List<String> history = new ArrayList<>();
    private final Map<String, Integer> drawnByApplication = new HashMap<>();
    private Moment now = new Moment(Long.MAX_VALUE - 1_000);

    private ClusterPicture(PlacementSettings settings, RuleLimits limits) {
        arbiter = new Arbiter(settings, limits, new SplittableRandom(1));
        scaleDown = new ScaleDownPods(
                arbiter.cluster(), arbiter.constraints(), arbiter.plans().catalog());
        arbiter.follow(groupsOfOne);
        arbiter.follow(scaleDown);
    }

    /** The workloads whose pods are each alone. */
    public GroupsOfOne groupsOfOne() {
        return groupsOfOne;
    }

    /** What deletion costs are about. */
    public ScaleDownPods scaleDown() {
        return scaleDown;
    }

    /** What is known of pods. */
    public PodReports podReports() {
        return new PodReports(arbiter.cluster(), arbiter.constraints(), groupsOfOne);
    }

    /** What is known of Services. */
    public ServiceReports serviceReports() {
        return new ServiceReports(arbiter.cluster(), arbiter.constraints(), arbiter.plans());
    }

    /** A cluster that looks like this and has been seen whole. */
    public static ClusterPicture cluster(String drawing) {
        return unsynced(drawing).synced();
    }

    /** A cluster of which this much has been seen, and maybe there is more. */
    public static ClusterPicture unsynced(String drawing) {
        return drawn(drawing, PlacementSettings.DEFAULTS);
    }

    /** A cluster, seen whole, where another binds. */
    public static ClusterPicture withoutBinding(String drawing) {
        PlacementSettings usual = PlacementSettings.DEFAULTS;
        return drawn(
                        drawing,
                        new PlacementSettings(usual.settleAfter(), usual.unseenLife(), usual.reservationLife(), false))
                .synced();
    }

    /** A cluster, seen whole, where nodes are nominated. */
    public static ClusterPicture nominating(String drawing, NominationLimits limits) {
        return drawn(drawing, PlacementSettings.DEFAULTS.nominating(limits)).synced();
    }

    /** A cluster, seen whole, where no more groups are counted at once than that. */
    public static ClusterPicture counting(int liveGroups, int softGroups, String drawing) {
        RuleLimits usual = RuleLimits.DEFAULTS;
        RuleLimits limits = new RuleLimits(
                usual.annotationLength(), usual.selectorTerms(), usual.termsPerRule(), liveGroups, softGroups);
        return drawn(drawing, PlacementSettings.DEFAULTS, limits).synced();
    }

    /** A cluster, seen whole, where the pods of these schedulers come this way. */
    public static ClusterPicture serving(Set<String> schedulers, String drawing) {
        return drawn(drawing, PlacementSettings.DEFAULTS.serving(schedulers)).synced();
    }

    private static ClusterPicture drawn(String drawing, PlacementSettings settings) {
        return drawn(drawing, settings, RuleLimits.DEFAULTS);
    }

    private static ClusterPicture drawn(String drawing, PlacementSettings settings, RuleLimits limits) {
        ClusterPicture picture = new ClusterPicture(settings, limits);
        Stream.of(drawing.split(" +", -1)).filter(word -> !word.isEmpty()).forEach(picture::draw);
        picture.history.clear();
        return picture;
    }

    private void draw(String drawn) {
        String[] sides = drawn.split(":", 2);
        NodePicture node = NodePicture.node(sides[0]);
        shows(node);
        String pods = sides.length == 1 ? "" : sides[1];
        if (!pods.isEmpty() && pods.chars().allMatch(Character::isDigit)) {
            for (int i = Integer.parseInt(pods); i > 0; i--) {
                drawPod("web", node.name());
            }
        } else {
            Stream.of(pods.split(",", -1)).filter(pod -> !pod.isEmpty()).forEach(pod -> drawPod(pod, node.name()));
        }
    }

    private void drawPod(String drawn, String node) {
        String application = drawn.replaceAll("[*!.]", "");
        String name = application + "-" + drawnByApplication.merge(application, 1, Integer::sum);
        PodPicture pod = PodPicture.pod(name).on(node);
        pod = drawn.contains("*") ? pod.spread("required") : pod;
        pod = drawn.contains("!") ? pod.terminating() : pod;
        shows(drawn.contains(".") ? pod.finished() : pod);
    }

    // ---- what happens

    public ClusterPicture synced() {
        return on(new ClusterEvent.Synced(), "is seen whole");
    }

    /** From now on this may be decided. */
    public ClusterPicture authorized(Authority authority) {
        history.add("is authorized: " + authority);
        arbiter.authorize(authority);
        return this;
    }

    /** The watch shows a pod. */
    public ClusterPicture shows(PodPicture pod) {
        return on(new ClusterEvent.PodChanged(pod.info()), "shows " + pod);
    }

    /** The watch shows a node. */
    public ClusterPicture shows(NodePicture node) {
        return on(new ClusterEvent.NodeChanged(node.node()), "shows node " + node.name() + " " + node.labels());
    }

    /** The watch shows a node that is cordoned. */
    public ClusterPicture cordoned(String name) {
        Node node = NodePicture.node(name).node();
        return on(
                new ClusterEvent.NodeChanged(
                        new Node(node.name(), node.version(), node.labels(), node.ready(), true, node.allocatable())),
                "shows node " + name + ", cordoned");
    }

    /** The watch shows a Service. */
    public ClusterPicture shows(Service service) {
        return on(new ServiceEvent.ServiceChanged(service), "shows Service " + service);
    }

    /** The watch shows a workload. */
    public ClusterPicture shows(Workload workload) {
        return on(new ServiceEvent.WorkloadChanged(workload), "shows " + workload);
    }

    /** The watch shows that a Service of the default namespace is gone. */
    public ClusterPicture serviceGone(String name) {
        return on(new ServiceEvent.ServiceGone(PodPicture.DEFAULT_NAMESPACE, name), "Service " + name + " is gone");
    }

    /** The watch shows that a workload is gone. */
    public ClusterPicture workloadGone(String uid) {
        return on(new ServiceEvent.WorkloadGone(uid), "workload " + uid + " is gone");
    }

    /** The watch shows that a pod is gone. */
    public ClusterPicture gone(PodPicture pod) {
        return on(new ClusterEvent.PodGone(pod.id()), pod.name() + " is gone");
    }

    /** The watch shows that a drawn pod, by its name, is gone. */
    public ClusterPicture gone(String pod) {
        return gone(PodPicture.pod(pod));
    }

    /** The watch shows that a node is gone. */
    public ClusterPicture nodeGone(String node) {
        return on(new ClusterEvent.NodeGone(node), "node " + node + " is gone");
    }

    private ClusterPicture on(ClusterEvent event, String described) {
        history.add(described);
        arbiter.on(event, now);
        return this;
    }

    /** Lets time pass. */
    public ClusterPicture after(Duration duration) {
        history.add(duration.toMillis() / 1000.0 + " s pass");
        now = now.plus(duration);
        return this;
    }

    public ClusterPicture afterSeconds(long seconds) {
        return after(Duration.ofSeconds(seconds));
    }

    // ---- what is asked

    /** Asks where the pod may go, of all nodes that are there. */
    public Offered filter(PodPicture pod) {
        return filter(pod, nodeNames(arbiter.cluster().nodes()));
    }

    /** Asks which of these nodes the pod may go to. */
    public Offered filter(PodPicture pod, String... nodes) {
        return filter(pod, List.of(nodes));
    }

    private Offered filter(PodPicture pod, Collection<String> nodes) {
        history.add("filter " + pod + " among " + nodes);
        return new Offered(this, arbiter.offer(pod.info(), asked(nodes), now), List.copyOf(nodes));
    }

    /** Asks how well each node that is there suits the pod. */
    public Scored score(PodPicture pod) {
        Collection<String> nodes = nodeNames(arbiter.cluster().nodes());
        history.add("prioritize " + pod);
        return new Scored(this, arbiter.score(pod.info(), asked(nodes), now), nodes);
    }

    /** Asks to bind the pod. */
    public Permitted bind(PodPicture pod, String node) {
        history.add("bind " + pod.name() + " to " + node);
        return new Permitted(this, arbiter.permit(pod.id(), node, now));
    }

    /** Filters the pod and binds it, as far as the arbiter is concerned. */
    public Permitted place(PodPicture pod, String node) {
        return filter(pod).cluster().bind(pod, node);
    }

    /**
     * Asks which candidates are worth preempting on.
     *
     * @param victims {@code "a:web-1,db-1 b:"}: by candidate node, the names of the pods that would have to go
     */
    public Preempted preempt(PodPicture pod, String victims) {
        Map<String, List<String>> byNode = new LinkedHashMap<>();
        for (String candidate : victims.split(" ", -1)) {
            String[] sides = candidate.split(":", 2);
            byNode.put(
                    sides[0],
                    Stream.of(sides[1].split(",", -1))
                            .filter(name -> !name.isEmpty())
                            .map(name -> PodPicture.pod(name).uid())
                            .toList());
        }
        history.add("preempt for " + pod + " on " + byNode);
        return new Preempted(this, arbiter.preempt(pod.info(), byNode, now));
    }

    /** A second has passed for the arbiter: the pods that it wants read. */
    public Ticked tick() {
        history.add("tick");
        return new Ticked(this, arbiter.tick(now));
    }

    /** The nominations that are to be made by now, as filter calls have led to them. */
    public List<Effect.Nominate> nominations() {
        return arbiter.nominations().take().stream()
                .map(effect -> switch (effect) {
                    case Effect.Nominate nominate -> nominate;
                    case Effect.Unnominate clear -> throw new AssertionError(clear + " in" + this);
                })
                .toList();
    }

    /** Whether the nomination is sent to the API server. */
    public boolean isSent(Effect.Nominate nominate) {
        history.add("about to send " + nominate);
        return arbiter.sends(nominate, now);
    }

    /** The nomination is sent, and not answered yet. */
    public ClusterPicture sends(Effect.Nominate nominate) {
        assertThat(isSent(nominate)).as(this::toString).isTrue();
        return this;
    }

    /** The API server has answered a nomination, or that it was cleared. */
    public ClusterPicture answers(Effect.Nomination nomination, NominationOutcome outcome) {
        history.add(nomination + " ends " + outcome);
        arbiter.nominations().answered(nomination, outcome, now);
        return this;
    }

    private Candidates asked(Collection<String> names) {
        NodeTable table = arbiter.cluster().table();
        NodeSet nodes = new NodeSet();
        int unknown = 0;
        for (String name : names) {
            int number = table.number(name);
            if (number == NodeTable.ABSENT) {
                unknown++;
            } else {
                nodes.add(number);
            }
        }
        return new Candidates(nodes, unknown, table.generation());
    }

    private Collection<String> nodeNames(NodeSet nodes) {
        NodeTable table = arbiter.cluster().table();
        return nodes.stream().mapToObj(table::name).collect(Collectors.toCollection(TreeSet::new));
    }

    // ---- what there is

    public Arbiter arbiter() {
        return arbiter;
    }

    public Moment now() {
        return now;
    }

    /** Holds that the cluster looks like this: {@code "a:web-1,web-2 b: "}, every node by name, pods as they count. */
    public ClusterPicture looksLike(String drawing) {
        assertThat(drawing()).as(this::toString).isEqualTo(drawing);
        return this;
    }

    /** Holds that the pod is known, bound or permitted to the node. */
    public ClusterPicture hasPlaced(PodPicture pod, String node) {
        assertThat(placeOf(pod)).as(this::toString).contains(node);
        return this;
    }

    /** Holds that the pod is known and has no place. */
    public ClusterPicture hasWaiting(PodPicture pod) {
        assertThat(arbiter.cluster().pod(pod.id())).as(this::toString).isPresent();
        assertThat(placeOf(pod)).as(this::toString).isEmpty();
        return this;
    }

    /** Holds that nothing is known of the pod. */
    public ClusterPicture knowsNothingOf(PodPicture pod) {
        assertThat(arbiter.cluster().pod(pod.id())).as(this::toString).isEmpty();
        return this;
    }

    private Optional<String> placeOf(PodPicture pod) {
        Cluster cluster = arbiter.cluster();
        return cluster.pod(pod.id())
                .filter(PodEntry::isPlaced)
                .map(entry -> cluster.table().name(entry.node()));
    }

    /** The cluster as {@link #looksLike} wants it: pods by name, {@code ?} after one that is only permitted. */
    private String drawing() {
        Cluster cluster = arbiter.cluster();
        return nodeNames(cluster.nodes()).stream()
                .map(name -> name + ":"
                        + cluster.podsOn(cluster.table().number(name)).stream()
                                .map(ClusterPicture::drawn)
                                .sorted()
                                .collect(Collectors.joining(",")))
                .collect(Collectors.joining(" "));
    }

    private static String drawn(PodEntry entry) {
        String phase = switch (entry.pod().phase()) {
            case LIVE -> "";
            case TERMINATING -> "!";
            case FINISHED -> ".";
        };
        return entry.pod().id().name() + phase + (entry.isPermitted() ? "?" : "");
    }

    /** The picture, the nodes' labels and all that has happened. */
    @Override
    public String toString() {
        Cluster cluster = arbiter.cluster();
        String nodes = cluster.nodes().stream()
                .mapToObj(number -> cluster.node(number).stream())
                .flatMap(node -> node)
                .map(ClusterPicture::described)
                .collect(Collectors.joining("\n  "));
        String waiting = cluster.pods().stream()
                .filter(entry -> !entry.isPlaced())
                .map(entry -> entry.pod().id().name())
                .collect(Collectors.joining(", "));
        return "\n  " + drawing() + (waiting.isEmpty() ? "" : "\n  waiting: " + waiting) + "\n  " + nodes
                + (history.isEmpty() ? "" : "\nafter\n  " + String.join("\n  ", history)) + "\n";
    }

    private static String described(Node node) {
        return node.name() + " {" + node.labels() + "}" + (node.ready() ? "" : " not ready");
    }

    // ---- what is answered

    /** What filter has answered. */
    public record Offered(ClusterPicture cluster, Offer offer, List<String> asked) {
        /** Exactly these nodes, in any order. */
        public Offered offers(String... nodes) {
            assertThat(names()).as(this::described).containsExactlyInAnyOrder(nodes);
            return this;
        }

        /** All that was asked about, because the pod is none of evenkeel's business. */
        public Offered offersEverything() {
            assertThat(offer).as(this::described).isInstanceOf(Offer.Everything.class);
            return this;
        }

        /** No node, until something changes in the cluster. */
        public Offered offersNothing() {
            assertThat(offer).as(this::described).isInstanceOf(Offer.Nothing.class);
            return this;
        }

        /** No answer now; kube-scheduler shall ask again. */
        public Offered isNotNow(Reason reason) {
            assertThat(offer)
                    .as(this::described)
                    .isInstanceOfSatisfying(
                            Offer.NotNow.class,
                            notNow -> assertThat(notNow.reason())
                                    .as(this::described)
                                    .isEqualTo(reason));
            return this;
        }

        /** Exactly these nodes are refused for that reason. */
        public Offered refuses(Reason reason, String... nodes) {
            assertThat(refused(reason)).as(this::described).containsExactlyInAnyOrder(nodes);
            return this;
        }

        /** Some node is refused with this very message. */
        public Offered says(String message) {
            assertThat(refusals().stream().map(Refusal::message))
                    .as(this::described)
                    .contains(message);
            return this;
        }

        /** The nodes offered. */
        public Collection<String> names() {
            return switch (offer) {
                case Offer.Everything() -> asked;
                case Offer.Some(NodeSet nodes, var refusals) -> cluster.nodeNames(nodes);
                case Offer.Nothing nothing -> List.of();
                case Offer.NotNow notNow -> List.of();
            };
        }

        /** The nodes refused for a reason. */
        public Collection<String> refused(Reason reason) {
            NodeSet nodes = new NodeSet();
            refusals().stream()
                    .filter(refusal -> refusal.reason() == reason)
                    .forEach(each -> nodes.addAll(each.nodes()));
            return cluster.nodeNames(nodes);
        }

        private List<Refusal> refusals() {
            return switch (offer) {
                case Offer.Some(var nodes, List<Refusal> refusals) -> refusals;
                case Offer.Nothing(List<Refusal> refusals, var otherwise) -> refusals;
                case Offer.Everything() -> List.of();
                case Offer.NotNow notNow -> List.of();
            };
        }

        private String described() {
            return offer + " in" + cluster;
        }
    }

    /** What prioritize has answered. */
    public record Scored(ClusterPicture cluster, Scores scores, Collection<String> asked) {
        /** {@code "a:10 b:0"}: every node that was asked about, by name. */
        public Scored scores(String drawing) {
            String actual = asked.stream().map(name -> name + ":" + of(name)).collect(Collectors.joining(" "));
            assertThat(actual).as(cluster::toString).isEqualTo(drawing);
            return this;
        }

        /** As {@link #scores}, but that one of the nodes with the highest of these scores has 10. */
        public Scored scoresAndOneBest(String drawing) {
            String best = asked.stream()
                    .filter(name -> of(name) == Scores.BEST)
                    .findFirst()
                    .orElse("");
            int most = Stream.of(drawing.split(" ", -1))
                    .mapToInt(node -> Integer.parseInt(node.split(":", 2)[1]))
                    .max()
                    .orElse(0);
            assertThat(drawing.split(" ", -1)).as(cluster::toString).contains(best + ":" + most);
            return scores((" " + drawing)
                    .replace(" " + best + ":" + most, " " + best + ":10")
                    .strip());
        }

        /** Exactly one node has this score. */
        public Scored scoresOnce(int score) {
            assertThat(asked.stream().filter(name -> of(name) == score))
                    .as(cluster::toString)
                    .hasSize(1);
            return this;
        }

        public int of(String node) {
            return scores.of(cluster.arbiter.cluster().table().number(node));
        }
    }

    /** What the arbiter has answered to a wish to bind. */
    public record Permitted(ClusterPicture cluster, PermitAnswer answer) {
        public Permitted isGranted() {
            assertThat(answer).as(this::described).isInstanceOf(PermitAnswer.Granted.class);
            return this;
        }

        public Permitted isRefused(Reason reason) {
            assertThat(answer)
                    .as(this::described)
                    .isInstanceOfSatisfying(
                            PermitAnswer.Refused.class,
                            refused -> assertThat(refused.reason())
                                    .as(this::described)
                                    .isEqualTo(reason));
            return this;
        }

        public Permitted isRefusedSaying(String message) {
            assertThat(answer)
                    .as(this::described)
                    .isInstanceOfSatisfying(
                            PermitAnswer.Refused.class,
                            refused -> assertThat(refused.message())
                                    .as(this::described)
                                    .isEqualTo(message));
            return this;
        }

        public Permit permit() {
            isGranted();
            return ((PermitAnswer.Granted) answer).permit();
        }

        /** The API server has answered the binding. */
        public Settled settle(BindOutcome outcome) {
            cluster.history.add("the binding of " + permit().pod() + " to " + permit().node() + " ends " + outcome);
            return new Settled(cluster, cluster.arbiter.settle(permit(), outcome, cluster.now));
        }

        private String described() {
            return answer + " in" + cluster;
        }
    }

    /** What bind answers to kube-scheduler. */
    public record Settled(ClusterPicture cluster, BindAnswer answer) {
        public ClusterPicture succeeds() {
            assertThat(answer).as(this::described).isInstanceOf(BindAnswer.Success.class);
            return cluster;
        }

        public ClusterPicture fails(Reason reason) {
            assertThat(answer)
                    .as(this::described)
                    .isInstanceOfSatisfying(
                            BindAnswer.Failure.class,
                            failure -> assertThat(failure.reason())
                                    .as(this::described)
                                    .isEqualTo(reason));
            return cluster;
        }

        private String described() {
            return answer + " in" + cluster;
        }
    }

    /** The candidates left for preemption. */
    public record Preempted(ClusterPicture cluster, Collection<String> kept) {
        public Preempted keeps(String... nodes) {
            assertThat(kept).as(cluster::toString).containsExactlyInAnyOrder(nodes);
            return this;
        }
    }

    /** The pods that are to be read, and the nominations that are to be cleared. */
    public record Ticked(ClusterPicture cluster, List<Effect> effects) {
        /** Exactly these pods, by name. */
        public Ticked reads(String... pods) {
            assertThat(permits().map(permit -> permit.pod().name()))
                    .as(cluster::toString)
                    .containsExactlyInAnyOrder(pods);
            return this;
        }

        public ClusterPicture readsNothing() {
            reads();
            return cluster;
        }

        /** The read, of the one pod there is to read, has shown a pod. */
        public ClusterPicture found(PodPicture pod) {
            return answered(new PodReading.Found(pod.info()));
        }

        public ClusterPicture foundNone() {
            return answered(new PodReading.NotFound());
        }

        public ClusterPicture failed() {
            return answered(new PodReading.Failed("the API server is away"));
        }

        private ClusterPicture answered(PodReading reading) {
            assertThat(effects).as(cluster::toString).hasSize(1);
            cluster.history.add("the read shows " + reading);
            permits().forEach(permit -> cluster.arbiter.read(permit, reading, cluster.now));
            return cluster;
        }

        /** Exactly these nominations are to be cleared: {@code "web-1 a"}. */
        public Ticked clears(String... nominations) {
            assertThat(cleared().stream().map(each -> each.pod().name() + " " + each.node()))
                    .as(cluster::toString)
                    .containsExactlyInAnyOrder(nominations);
            return this;
        }

        /** The nominations that are to be cleared. */
        public List<Effect.Unnominate> cleared() {
            return effects.stream()
                    .filter(Effect.Unnominate.class::isInstance)
                    .map(Effect.Unnominate.class::cast)
                    .toList();
        }

        private Stream<Permit> permits() {
            return effects.stream().flatMap(effect -> switch (effect) {
                case Effect.ReadPod(Permit permit) -> Stream.of(permit);
                case Effect.Nomination nomination -> Stream.empty();
            });
        }
    }
}
