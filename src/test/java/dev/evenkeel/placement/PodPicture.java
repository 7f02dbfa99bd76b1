package dev.evenkeel.placement;

import dev.evenkeel.cluster.AntiAffinityTerm;
import dev.evenkeel.cluster.Labels;
import dev.evenkeel.cluster.Pod;
import dev.evenkeel.cluster.PodId;
import dev.evenkeel.cluster.Resources;
import dev.evenkeel.cluster.Selector;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A pod, drawn: {@code pod("web-1").spread("required").on("a")}. Whatever is not drawn is as usual: namespace
 * {@code default}, version 1, the label {@code app} from the name up to its last dash, a UID made from the name, alive
 * and not bound.
 */
public record PodPicture(
        String namespace,
        String name,
        String uid,
        long version,
        Map<String, String> labels,
        Map<String, String> settings,
        Optional<String> node,
        Pod.Phase phase,
        Pod.Scheduling scheduling,
        List<AntiAffinityTerm> antiAffinity,
        boolean belongsToNode) {

    public static final String DEFAULT_NAMESPACE = "default";

    public PodPicture {
        labels = Map.copyOf(labels);
        settings = Map.copyOf(settings);
    }

    public static PodPicture pod(String name) {
        int dash = name.lastIndexOf('-');
        String app = dash < 0 ? name : name.substring(0, dash);
        return new PodPicture(
                DEFAULT_NAMESPACE,
                name,
                "uid-of-" + name,
                1,
                Map.of("app", app),
                Map.of(),
                Optional.empty(),
                Pod.Phase.LIVE,
                Pod.Scheduling.USUAL,
                List.of(),
                false);
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
        return new PodPicture(
                other,
                name,
                uid + "-in-" + other,
                version,
                labels,
                settings,
                node,
                phase,
                scheduling,
                antiAffinity,
                belongsToNode);
    }

    public PodPicture uid(String other) {
        return new PodPicture(
                namespace,
                name,
                other,
                version,
                labels,
                settings,
                node,
                phase,
                scheduling,
                antiAffinity,
                belongsToNode);
    }

    public PodPicture version(long other) {
        return new PodPicture(
                namespace, name, uid, other, labels, settings, node, phase, scheduling, antiAffinity, belongsToNode);
    }

    /** One label more, or another value for one that it has. */
    public PodPicture label(String key, String value) {
        return new PodPicture(
                namespace,
                name,
                uid,
                version,
                with(labels, key, value),
                settings,
                node,
                phase,
                scheduling,
                antiAffinity,
                belongsToNode);
    }

    /** These labels and no others, as {@code app=web,tier=front}; the empty text for none. */
    public PodPicture labels(String drawn) {
        return new PodPicture(
                namespace,
                name,
                uid,
                version,
                pairs(drawn),
                settings,
                node,
                phase,
                scheduling,
                antiAffinity,
                belongsToNode);
    }

    public PodPicture spread(String value) {
        return annotated(Annotations.SPREAD, value);
    }

    public PodPicture annotated(String key, String value) {
        return new PodPicture(
                namespace,
                name,
                uid,
                version,
                labels,
                with(settings, key, value),
                node,
                phase,
                scheduling,
                antiAffinity,
                belongsToNode);
    }

    public PodPicture withoutAnnotations() {
        return new PodPicture(
                namespace, name, uid, version, labels, Map.of(), node, phase, scheduling, antiAffinity, belongsToNode);
    }

    public PodPicture on(String other) {
        return new PodPicture(
                namespace,
                name,
                uid,
                version,
                labels,
                settings,
                Optional.of(other),
                phase,
                scheduling,
                antiAffinity,
                belongsToNode);
    }

    public PodPicture unbound() {
        return new PodPicture(
                namespace,
                name,
                uid,
                version,
                labels,
                settings,
                Optional.empty(),
                phase,
                scheduling,
                antiAffinity,
                belongsToNode);
    }

    public PodPicture terminating() {
        return phase(Pod.Phase.TERMINATING);
    }

    public PodPicture finished() {
        return phase(Pod.Phase.FINISHED);
    }

    public PodPicture phase(Pod.Phase other) {
        return new PodPicture(
                namespace, name, uid, version, labels, settings, node, other, scheduling, antiAffinity, belongsToNode);
    }

    /** A node is set aside for it. */
    public PodPicture nominated(String other) {
        return scheduling(new Pod.Scheduling(scheduling.gated(), scheduling.grouped(), Optional.of(other)));
    }

    public PodPicture gated() {
        return scheduling(new Pod.Scheduling(true, scheduling.grouped(), scheduling.nominated()));
    }

    /** It is scheduled together with others. */
    public PodPicture grouped() {
        return scheduling(new Pod.Scheduling(scheduling.gated(), true, scheduling.nominated()));
    }

    private PodPicture scheduling(Pod.Scheduling other) {
        return new PodPicture(
                namespace, name, uid, version, labels, settings, node, phase, other, antiAffinity, belongsToNode);
    }

    /** It runs because its node is there. */
    public PodPicture ofDaemonSet() {
        return new PodPicture(
                namespace, name, uid, version, labels, settings, node, phase, scheduling, antiAffinity, true);
    }

    /** A required podAntiAffinity term of its spec. */
    public PodPicture antiAffinity(Selector selector, String topologyKey) {
        List<AntiAffinityTerm> terms = List.of(new AntiAffinityTerm(selector, topologyKey));
        return new PodPicture(
                namespace, name, uid, version, labels, settings, node, phase, scheduling, terms, belongsToNode);
    }

    public PodPicture named(String other) {
        return new PodPicture(
                namespace,
                other,
                "uid-of-" + other,
                version,
                labels,
                settings,
                node,
                phase,
                scheduling,
                antiAffinity,
                belongsToNode);
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
                new Resources(100, 0, 1),
                antiAffinity,
                belongsToNode,
                scheduling);
    }

    public Applicant applicant() {
        return Applicant.of(pod());
    }

    /** The terms of a rule that is made of terms. */
    static List<Term> terms(Rule rule) {
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
