package dev.evenkeel.e2e;

import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import java.util.Map;

/**
 * Evenkeel as {@code k8s/} ships it, on a control plane: its scheduler runs as the shipped ServiceAccount with the shipped
 * command and configuration, and asks evenkeel.
 *
 * <p>In the shipped pod both containers are one ServiceAccount, with what either of them needs. Here evenkeel is one of its
 * own that holds the shipped ClusterRole and nothing else, so that a right it lacks shows.
 */
record Installation(Evenkeel evenkeel, LocalProcess scheduler) {

    /** The ServiceAccount of the shipped pod. */
    static final String POD_ACCOUNT = "evenkeel";

    /** The one that is evenkeel's alone. */
    static final String OWN_ACCOUNT = "evenkeel-alone";

    /** The ClusterRole of evenkeel. */
    static final String ROLE = "evenkeel";

    static final String SCHEDULER = "evenkeel-scheduler";

    /** Applies what is shipped and starts both, with more configuration of evenkeel where a test needs it. */
    static Installation on(ControlPlane controlPlane, Map<String, String> properties) {
        var manifests = controlPlane.manifests();
        var cluster = controlPlane.cluster();
        manifests.withoutPods().forEach(cluster::apply);
        grantRoleAlone(cluster);

        var identity = controlPlane.serviceAccount(Manifests.NAMESPACE, OWN_ACCOUNT);
        var evenkeel = new Evenkeel("evenkeel", controlPlane.folder(), identity, properties);
        controlPlane.start(evenkeel.process());

        var scheduler = controlPlane.scheduler(
                SCHEDULER,
                manifests.scheduler().getCommand(),
                SchedulerConfiguration.shipped().withExtenderPort(evenkeel.extenderPort()),
                controlPlane.serviceAccount(Manifests.NAMESPACE, POD_ACCOUNT));
        controlPlane.start(scheduler);
        return new Installation(evenkeel, scheduler);
    }

    static void grantRoleAlone(LiveCluster cluster) {
        cluster.apply(new ServiceAccountBuilder()
                .withNewMetadata()
                .withNamespace(Manifests.NAMESPACE)
                .withName(OWN_ACCOUNT)
                .endMetadata()
                .build());
        cluster.apply(new ClusterRoleBindingBuilder()
                .withNewMetadata()
                .withName(OWN_ACCOUNT)
                .endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", ROLE)
                .addNewSubject("", "ServiceAccount", OWN_ACCOUNT, Manifests.NAMESPACE)
                .build());
    }
}
