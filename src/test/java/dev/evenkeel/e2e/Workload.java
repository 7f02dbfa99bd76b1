package dev.evenkeel.e2e;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.PodSpecBuilder;
import io.fabric8.kubernetes.api.model.PodTemplateSpec;
import io.fabric8.kubernetes.api.model.PodTemplateSpecBuilder;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.api.model.apps.DaemonSetBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.apps.DeploymentBuilder;
import java.util.HashMap;
import java.util.Map;
import java.util.function.UnaryOperator;

/** What the tests run: a pod template with the label {@code app=<name>}. Immutable. */
record Workload(String name, Map<String, String> labels, Map<String, String> annotations, PodSpec spec) {

    static final String SPREAD = "evenkeel.dev/spread";
    static final String SPREAD_BY = "evenkeel.dev/spread-by";
    static final String SELECTOR = "evenkeel.dev/selector";
    static final String AVOID = "evenkeel.dev/avoid";
    static final String EXCLUSIVE = "evenkeel.dev/exclusive";

    static final String BALANCE = "evenkeel.dev/balance";

    static final String EVENKEEL_SCHEDULER = "evenkeel-scheduler";
    static final String DEFAULT_SCHEDULER = "default-scheduler";

    private static final String APP = "app";

    Workload {
        labels = Map.copyOf(labels);
        annotations = Map.copyOf(annotations);
    }

    /** Pods that know nothing of evenkeel. */
    static Workload named(String name) {
        var spec = new PodSpecBuilder()
                .withSchedulerName(DEFAULT_SCHEDULER)
                .addNewContainer()
                .withName("main")
                .withImage("registry.k8s.io/pause:3.10") // nothing pulls it: kwok only says that it runs
                .endContainer()
                .build();
        return new Workload(name, Map.of(APP, name), Map.of(), spec);
    }

    /** Their scheduler is the one that asks evenkeel. */
    Workload onEvenkeel() {
        return with(spec -> spec.withSchedulerName(EVENKEEL_SCHEDULER));
    }

    Workload spread(String terms) {
        return annotated(SPREAD, terms);
    }

    /** The in-tree rule that says the same as {@code required}: no two of this name on a host. */
    Workload requiredAntiAffinity() {
        return with(spec -> spec.withNewAffinity()
                .withNewPodAntiAffinity()
                .addNewRequiredDuringSchedulingIgnoredDuringExecution()
                .withTopologyKey(LiveCluster.HOSTNAME)
                .withNewLabelSelector()
                .addToMatchLabels(APP, name)
                .endLabelSelector()
                .endRequiredDuringSchedulingIgnoredDuringExecution()
                .endPodAntiAffinity()
                .endAffinity());
    }

    /** Placed for even traffic. */
    Workload balanced() {
        return annotated(BALANCE, "on");
    }

    /** Spread over hosts by the in-tree rule: none has more than one more than another. */
    Workload evenlyOnHosts() {
        return with(spec -> spec.addNewTopologySpreadConstraint()
                .withMaxSkew(1)
                .withTopologyKey(LiveCluster.HOSTNAME)
                .withWhenUnsatisfiable("DoNotSchedule")
                .withNewLabelSelector()
                .addToMatchLabels(APP, name)
                .endLabelSelector()
                .endTopologySpreadConstraint());
    }

    Workload annotated(String key, String value) {
        return new Workload(name, labels, and(annotations, key, value), spec);
    }

    Workload labelled(String key, String value) {
        return new Workload(name, and(labels, key, value), annotations, spec);
    }

    /** Only nodes with this label will do. */
    Workload onNodesWith(String key, String value) {
        return with(spec -> spec.addToNodeSelector(key, value));
    }

    Workload requesting(String resource, String amount) {
        return with(spec -> spec.editFirstContainer()
                .editOrNewResources()
                .addToRequests(resource, new Quantity(amount))
                .endResources()
                .endContainer());
    }

    Workload ofPriority(String priorityClass) {
        return with(spec -> spec.withPriorityClassName(priorityClass));
    }

    /** Any other change of the pods' spec, made to a copy. */
    Workload with(UnaryOperator<PodSpecBuilder> change) {
        return new Workload(
                name,
                labels,
                annotations,
                change.apply(new PodSpecBuilder(spec)).build());
    }

    Deployment deployment(int replicas) {
        return new DeploymentBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withReplicas(replicas)
                .withNewSelector()
                .addToMatchLabels(APP, name)
                .endSelector()
                .withTemplate(template())
                .endSpec()
                .build();
    }

    DaemonSet daemonSet() {
        return new DaemonSetBuilder()
                .withNewMetadata()
                .withName(name)
                .endMetadata()
                .withNewSpec()
                .withNewSelector()
                .addToMatchLabels(APP, name)
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
                .withSpec(spec)
                .build();
    }

    private PodTemplateSpec template() {
        return new PodTemplateSpecBuilder()
                .withNewMetadata()
                .withLabels(labels)
                .withAnnotations(annotations)
                .endMetadata()
                .withSpec(spec)
                .build();
    }

    private static Map<String, String> and(Map<String, String> map, String key, String value) {
        var all = new HashMap<>(map);
        all.put(key, value);
        return all;
    }
}
