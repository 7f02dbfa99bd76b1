package dev.evenkeel.objects;

import dev.evenkeel.labels.Labels;
import java.util.List;
import java.util.Optional;

/** A copy of a pod in the making: what is not set is as in the pod it is a copy of. */
public final class PodEdit {
    private final Pod pod;
    private PodId id;
    private long version;
    private Labels labels;
    private Labels settings;
    private Optional<String> node;
    private Pod.Phase phase;
    private Resources requests;
    private List<AntiAffinityTerm> antiAffinity;
    private Pod.Scheduling scheduling;
    private boolean ready;

    PodEdit(Pod pod) {
        this.pod = pod;
        this.id = pod.id();
        this.version = pod.version();
        this.labels = pod.labels();
        this.settings = pod.settings();
        this.node = pod.node();
        this.phase = pod.phase();
        this.requests = pod.requests();
        this.antiAffinity = pod.antiAffinity();
        this.scheduling = pod.scheduling();
        this.ready = pod.ready();
    }

    /** Changes the identity. */
    public PodEdit id(PodId other) {
        id = other;
        return this;
    }

    /** Changes the version. */
    public PodEdit version(long other) {
        version = other;
        return this;
    }

    /** Changes the labels. */
    public PodEdit labels(Labels other) {
        labels = other;
        return this;
    }

    /** Changes the annotations that evenkeel reads. */
    public PodEdit settings(Labels other) {
        settings = other;
        return this;
    }

    /** Changes the node that the pod is bound to. */
    public PodEdit node(Optional<String> other) {
        node = other;
        return this;
    }

    /** Changes the phase. */
    public PodEdit phase(Pod.Phase other) {
        phase = other;
        return this;
    }

    /** Changes the requests. */
    public PodEdit requests(Resources other) {
        requests = other;
        return this;
    }

    /** Changes the required podAntiAffinity terms. */
    public PodEdit antiAffinity(List<AntiAffinityTerm> other) {
        antiAffinity = other;
        return this;
    }

    /** Changes the part that concerns its scheduler. */
    public PodEdit scheduling(Pod.Scheduling other) {
        scheduling = other;
        return this;
    }

    /** Changes the readiness. */
    public PodEdit ready(boolean other) {
        ready = other;
        return this;
    }

    /** The copy. */
    public Pod pod() {
        return new Pod(
                id,
                version,
                labels,
                settings,
                node,
                phase,
                requests,
                antiAffinity,
                pod.belongsToNode(),
                scheduling,
                pod.controller(),
                ready);
    }
}
