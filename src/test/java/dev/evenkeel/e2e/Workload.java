package dev.evenkeel.e2e;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.util.HashMap;
import java.util.Map;

/** What the tests run: a pod template with the one label {@code app=<name>}. Immutable. */
record Workload(String name, Map<String, String> annotations, String scheduler) {

    static final String SPREAD = "evenkeel.dev/spread";
    static final String EVENKEEL_SCHEDULER = "evenkeel-scheduler";
    static final String DEFAULT_SCHEDULER = "default-scheduler";

    Workload {
        annotations = Map.copyOf(annotations);
    }

    /** Pods that know nothing of evenkeel. */
    static Workload named(String name) {
        return new Workload(name, Map.of(), DEFAULT_SCHEDULER);
    }

    /** Their scheduler is the one that asks evenkeel. */
    Workload onEvenkeel() {
        return new Workload(name, annotations, EVENKEEL_SCHEDULER);
    }

    Workload spread(String terms) {
        return annotated(SPREAD, terms);
    }

    Workload annotated(String key, String value) {
        var all = new HashMap<>(annotations);
        all.put(key, value);
        return new Workload(name, all, scheduler);
    }

    Deployment deployment(int replicas) {
        return new DeploymentBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withReplicas(replicas)
                .withNewSelector()
                .withMatchLabels(labels())
                .endSelector()
                .withTemplate(template())
                .endSpec()
                .build();
    }

    /** One pod without a controller. */
    Pod pod(String podName) {
        return new PodBuilder()
                .withMetadata(template().getMetadata())
                .editMetadata()
                .withName(podName)
                .endMetadata()
                .withSpec(template().getSpec())
                .build();
    }

    private PodTemplateSpec template() {
        return new PodTemplateSpecBuilder()
                .withNewMetadata()
                .withLabels(labels())
                .withAnnotations(annotations)
                .endMetadata()
                .withNewSpec()
                .withSchedulerName(scheduler)
                .addNewContainer()
                .withName("main")
                .withImage("registry.k8s.io/pause:3.10") // nothing pulls it: kwok only says that it runs
                .endContainer()
                .endSpec()
                .build();
    }

    private Map<String, String> labels() {
        return Map.of("app", name);
    }
}
