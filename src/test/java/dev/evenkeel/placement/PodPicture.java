package dev.evenkeel.placement;

import dev.evenkeel.labels.Labels;
import dev.evenkeel.labels.Selector;
import dev.evenkeel.objects.AntiAffinityTerm;
import dev.evenkeel.objects.Pod;
import dev.evenkeel.objects.PodId;
import dev.evenkeel.objects.Resources;
import dev.evenkeel.rule.Annotations;
import dev.evenkeel.rule.PodInfo;
import dev.evenkeel.rule.Rule;
import dev.evenkeel.rule.RuleLimits;
import dev.evenkeel.rule.RuleReader;
import dev.evenkeel.rule.Spread;
import dev.evenkeel.rule.Term;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A pod, drawn: {@code pod("web-1").spread("required").on("a")}. Whatever is not drawn is as usual: namespace
 * {@code default}, version 1, the label {@code app} from the name up to its last dash, a UID made from the name, alive,
 * ready and not bound.
 */
public final class PodPicture {
    public static final String DEFAULT_NAMESPACE = "default";

    private String namespace = DEFAULT_NAMESPACE;
    private String name;
    private String uid;
    private long version = 1;
    private Map<String, String> labels;
    private Map<String, String> settings = Map.of();
    private Optional<String> node = Optional.empty();
    private Pod.Phase phase = Pod.Phase.LIVE;
    private Pod.Scheduling scheduling = Pod.Scheduling.USUAL;
    private List<AntiAffinityTerm> antiAffinity = List.of();
    private boolean belongsToNode;
    private Optional<String> controller = Optional.empty();
    private long milliCpu = 100;
    private boolean ready = true;

    private PodPicture(String name) {
        int dash = name.lastIndexOf('-');
        this.name = name;
        this.uid = "uid-of-" + name;
        this.labels = Map.of("app", dash < 0 ? name : name.substring(0, dash));
    }

    public static PodPicture pod(String name) {
        return new PodPicture(name);
    }

    /** The same pod, but for what {@code change} does to it. */
    private PodPicture but(Consumer<PodPicture> change) {
        PodPicture copy = new PodPicture(name);
        copy.namespace = namespace;
        copy.uid = uid;
        copy.version = version;
        copy.labels = labels;
        copy.settings = settings;
        copy.node = node;
        copy.phase = phase;
        copy.scheduling = scheduling;
        copy.antiAffinity = antiAffinity;
        copy.belongsToNode = belongsToNode;
        copy.controller = controller;
        copy.milliCpu = milliCpu;
        copy.ready = ready;
        change.accept(copy);
        return copy;
    }

    /** A waiting pod of the application {@code web}: never two on one host. */
    public static PodPicture web() {
        return pod("web").spread("required");
    }

    /** One of several such pods. */
    public static PodPicture web(int number) {
        return pod("web-" + number).spread("required");
    }

    public PodPicture in(String other) {
        return but(pod -> {
            pod.namespace = other;
            pod.uid = uid + "-in-" + other;
        });
    }

    public PodPicture uid(String other) {
        return but(pod -> pod.uid = other);
    }

    public PodPicture version(long other) {
        return but(pod -> pod.version = other);
    }

    /** One label more, or another value for one that it has. */
    public PodPicture label(String key, String value) {
        return but(pod -> pod.labels = with(labels, key, value));
    }

    /** These labels and no others, as {@code app=web,tier=front}; the empty text for none. */
    public PodPicture labels(String drawn) {
        return but(pod -> pod.labels = pairs(drawn));
    }

    public PodPicture spread(String value) {
        return annotated(Annotations.SPREAD, value);
    }

    public PodPicture annotated(String key, String value) {
        return but(pod -> pod.settings = with(settings, key, value));
    }

    public PodPicture withoutAnnotations() {
        return but(pod -> pod.settings = Map.of());
    }

    public PodPicture on(String other) {
        return but(pod -> pod.node = Optional.of(other));
    }

    public PodPicture unbound() {
        return but(pod -> pod.node = Optional.empty());
    }

    public PodPicture terminating() {
        return phase(Pod.Phase.TERMINATING);
    }

    public PodPicture finished() {
        return phase(Pod.Phase.FINISHED);
    }

    public PodPicture phase(Pod.Phase other) {
        return but(pod -> pod.phase = other);
    }

    /** A node is set aside for it. */
    public PodPicture nominated(String other) {
        return scheduling(scheduling.nominatedTo(Optional.of(other)));
    }

    /** No node is set aside for it. */
    public PodPicture nominatedNowhere() {
        return scheduling(scheduling.nominatedTo(Optional.empty()));
    }

    public PodPicture gated() {
        return scheduling(new Pod.Scheduling(
                true, scheduling.grouped(), scheduling.nominated(), scheduling.scheduler(), scheduling.priority()));
    }

    public PodPicture ungated() {
        return scheduling(new Pod.Scheduling(
                false, scheduling.grouped(), scheduling.nominated(), scheduling.scheduler(), scheduling.priority()));
    }

    /** It is scheduled together with others. */
    public PodPicture grouped() {
        return scheduling(new Pod.Scheduling(
                scheduling.gated(), true, scheduling.nominated(), scheduling.scheduler(), scheduling.priority()));
    }

    /** Another scheduler is to place it. */
    public PodPicture by(String scheduler) {
        return scheduling(new Pod.Scheduling(
                scheduling.gated(), scheduling.grouped(), scheduling.nominated(), scheduler, scheduling.priority()));
    }

    public PodPicture priority(int other) {
        return scheduling(new Pod.Scheduling(
                scheduling.gated(), scheduling.grouped(), scheduling.nominated(), scheduling.scheduler(), other));
    }

    private PodPicture scheduling(Pod.Scheduling other) {
        return but(pod -> pod.scheduling = other);
    }

    /** It runs because its node is there. */
    public PodPicture ofDaemonSet() {
        return but(pod -> pod.belongsToNode = true);
    }

    /** It cannot serve yet, or no more. */
    public PodPicture notReady() {
        return but(pod -> pod.ready = false);
    }

    /** The UID of what controls it. */
    public PodPicture controlledBy(String uid) {
        return but(pod -> pod.controller = Optional.of(uid));
    }

    /** One required podAntiAffinity term of its spec more. */
    public PodPicture antiAffinity(Selector selector, String topologyKey) {
        return but(pod -> pod.antiAffinity = Stream.concat(
                        antiAffinity.stream(), Stream.of(new AntiAffinityTerm(selector, topologyKey)))
                .toList());
    }

    /** It asks for so many thousandths of a core; 100 unless said otherwise, of the 4,000 that a drawn node has. */
    public PodPicture cpu(long other) {
        return but(pod -> pod.milliCpu = other);
    }

    public PodPicture named(String other) {
        return but(pod -> {
            pod.name = other;
            pod.uid = "uid-of-" + other;
        });
    }

    public String namespace() {
        return namespace;
    }

    public String name() {
        return name;
    }

    public String uid() {
        return uid;
    }

    public long version() {
        return version;
    }

    public Map<String, String> labels() {
        return labels;
    }

    public Map<String, String> settings() {
        return settings;
    }

    public Optional<String> node() {
        return node;
    }

    public Pod.Phase phase() {
        return phase;
    }

    public List<AntiAffinityTerm> antiAffinity() {
        return antiAffinity;
    }

    public boolean belongsToNode() {
        return belongsToNode;
    }

    public PodId id() {
        return new PodId(namespace, name, uid);
    }

    public Pod pod() {
        return new Pod(
                id(),
                version,
                Labels.of(labels),
                Labels.of(settings),
                node,
                phase,
                new Resources(milliCpu, 0, 1),
                antiAffinity,
                belongsToNode,
                scheduling,
                controller,
                ready);
    }

    public PodInfo info() {
        return new RuleReader(RuleLimits.DEFAULTS).read(pod());
    }

    /** {@code web-1{app=web}{evenkeel.dev/spread=required} on a version 2}. */
    @Override
    public String toString() {
        return name + labels + settings
                + node.map(bound -> " on " + bound).orElse("")
                + (phase == Pod.Phase.LIVE ? "" : " " + phase)
                + " version " + version;
    }

    /** The terms of a rule that is made of terms. */
    public static List<Term> terms(Rule rule) {
        return rule.spread() instanceof Spread.ByTerms(List<Term> terms) ? terms : List.of();
    }

    /** {@code app=web,tier=front} as a map. */
    public static Map<String, String> pairs(String drawn) {
        Map<String, String> pairs = new TreeMap<>();
        for (String pair : drawn.split(",", -1)) {
            if (!pair.isBlank()) {
                String[] sides = pair.strip().split("=", 2);
                pairs.put(sides[0], sides.length == 2 ? sides[1] : "");
            }
        }
        return pairs;
    }

    private static Map<String, String> with(Map<String, String> map, String key, String value) {
        Map<String, String> all = new TreeMap<>(map);
        all.put(key, value);
        return all;
    }
}
