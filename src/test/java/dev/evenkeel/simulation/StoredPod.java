package dev.evenkeel.simulation;

import dev.evenkeel.cluster.Pod;
import dev.evenkeel.cluster.PodId;
import dev.evenkeel.file.PodObject;
import dev.evenkeel.labels.Labels;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * A pod as the API server has it, in one version.
 *
 * @param workload whose pod it is
 * @param labels its labels, as a map
 * @param rules what it asks of evenkeel
 * @param preparation how long the scheduler works on its volumes before it binds it
 * @param throughEvenkeel whether evenkeel bound it
 * @param editedAt the version in which its labels or annotations were last edited; 0 if never
 * @param boundAt the version in which it was bound; 0 if it is not
 * @param condition the message of its PodScheduled condition
 */
record StoredPod(
        Pod pod,
        Workload workload,
        Map<String, String> labels,
        PodRules rules,
        Duration preparation,
        boolean throughEvenkeel,
        long editedAt,
        long boundAt,
        String condition) {

    StoredPod {
        labels = Map.copyOf(labels);
    }

    PodId id() {
        return pod.id();
    }

    String uid() {
        return pod.id().uid();
    }

    String name() {
        return pod.id().name();
    }

    String key() {
        return pod.id().toString();
    }

    long version() {
        return pod.version();
    }

    Optional<String> node() {
        return pod.node();
    }

    boolean isBound() {
        return pod.node().isPresent();
    }

    /** Whether it is neither being deleted nor finished. */
    boolean isLive() {
        return pod.phase() == Pod.Phase.LIVE;
    }

    boolean isFinished() {
        return pod.phase() == Pod.Phase.FINISHED;
    }

    /** What must not be broken beside it; nothing if its rule makes no sense for its labels. */
    List<PodRules.Ban> bans() {
        return rules.makesSense(labels) ? rules.bans(labels) : List.of();
    }

    Optional<String> nominated() {
        return pod.scheduling().nominated();
    }

    /** Whether it has a scheduling gate: no scheduler places it. */
    boolean isGated() {
        return pod.scheduling().gated();
    }

    /** The same, without its gate. */
    StoredPod ungated() {
        Pod.Scheduling gated = pod.scheduling();
        return with(pod.edit()
                .scheduling(new Pod.Scheduling(
                        false, gated.grouped(), gated.nominated(), gated.scheduler(), gated.priority()))
                .pod());
    }

    /** The pod as kube-scheduler knows it. */
    PodObject object() {
        return new PodObject(pod, workload.nodeSelector());
    }

    StoredPod version(long version) {
        return with(pod.edit().version(version).pod());
    }

    StoredPod boundTo(String node, boolean byEvenkeel, long version) {
        // The API server clears the nomination as it binds.
        Pod bound = pod.edit()
                .version(version)
                .node(Optional.of(node))
                .scheduling(pod.scheduling().nominatedTo(Optional.empty()))
                .pod();
        return new StoredPod(bound, workload, labels, rules, preparation, byEvenkeel, editedAt, version, condition);
    }

    StoredPod phase(Pod.Phase phase) {
        return with(pod.edit().phase(phase).pod());
    }

    StoredPod nominatedTo(Optional<String> node) {
        return with(pod.edit().scheduling(pod.scheduling().nominatedTo(node)).pod());
    }

    StoredPod saying(String message) {
        return new StoredPod(pod, workload, labels, rules, preparation, throughEvenkeel, editedAt, boundAt, message);
    }

    /** Another label, or another value of it. */
    StoredPod labelled(String key, String value, long version) {
        Map<String, String> all = new TreeMap<>(labels);
        all.put(key, value);
        return edited(all, rules, version);
    }

    /** Another rule. */
    StoredPod withRules(PodRules other, long version) {
        return edited(labels, other, version);
    }

    private StoredPod edited(Map<String, String> newLabels, PodRules newRules, long version) {
        Pod edited = pod.edit()
                .version(version)
                .labels(Labels.of(newLabels))
                .settings(newRules.annotations())
                .antiAffinity(newRules.antiAffinity(newLabels))
                .pod();
        return new StoredPod(
                edited, workload, newLabels, newRules, preparation, throughEvenkeel, version, boundAt, condition);
    }

    private StoredPod with(Pod other) {
        return new StoredPod(
                other, workload, labels, rules, preparation, throughEvenkeel, editedAt, boundAt, condition);
    }

    @Override
    public String toString() {
        return name() + labels + " " + rules
                + pod.node().map(node -> " on " + node).orElse("")
                + (isLive() ? "" : " " + pod.phase());
    }
}
