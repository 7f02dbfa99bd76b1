package dev.evenkeel.e2e;

import io.fabric8.kubernetes.api.model.ServiceAccountBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRoleBindingBuilder;
import io.fabric8.kubernetes.api.model.rbac.RoleBindingBuilder;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
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

    /** Its Role in its namespace. */
    static final String LEASE_ROLE = "evenkeel-lease";

    /** The ClusterRole that nominations need. */
    static final String NOMINATIONS_ROLE = "evenkeel-nominations";

    /** The ClusterRole that deletion costs need. */
    static final String SCALE_DOWN_ROLE = "evenkeel-scale-down";

    static final String SCHEDULER = "evenkeel-scheduler";

    /** Applies what is shipped and starts both, with more configuration of evenkeel where a test needs it. */
    static Installation on(ControlPlane controlPlane, Map<String, String> properties) {
        var manifests = controlPlane.manifests();
        var cluster = controlPlane.cluster();
        manifests.withoutPods().forEach(cluster::apply);
        grantRoleAlone(cluster);

        var evenkeel = evenkeel(controlPlane, "evenkeel", account(controlPlane), properties);
        controlPlane.start(evenkeel.process());
        var scheduler = scheduler(controlPlane, SCHEDULER, evenkeel.extenderPort());
        controlPlane.start(scheduler);
        return new Installation(evenkeel, scheduler);
    }

    /** Who evenkeel is. */
    static Kubeconfig account(ControlPlane controlPlane) {
        return controlPlane.serviceAccount(Manifests.NAMESPACE, OWN_ACCOUNT);
    }

    /** An evenkeel that is not started yet. */
    static Evenkeel evenkeel(
            ControlPlane controlPlane, String name, Kubeconfig identity, Map<String, String> properties) {
        var all = new HashMap<String, String>();
        // A wait for a predecessor that was never there.
        all.put("evenkeel.leader.quiet-margin", "1s");
        all.putAll(properties);
        return new Evenkeel(name, controlPlane.folder(), identity, all);
    }

    /** Its scheduler, not started yet, which asks it on this port. */
    static LocalProcess scheduler(ControlPlane controlPlane, String name, int extenderPort) {
        return controlPlane
                .scheduler(
                        name,
                        controlPlane.manifests().scheduler().getCommand(),
                        SchedulerConfiguration.shipped().withExtenderPort(extenderPort),
                        controlPlane.serviceAccount(Manifests.NAMESPACE, POD_ACCOUNT))
                // It ends when it has lost its Lease, as it does when the API server is away for long.
                .kept();
    }

    /** Lets the account that is evenkeel's alone write deletion costs, as the shipped component does. */
    static void allowScaleDown(LiveCluster cluster) {
        allow(cluster, "scale-down", SCALE_DOWN_ROLE);
    }

    /** Lets the account that is evenkeel's alone nominate, as the shipped component does. */
    static void allowNominations(LiveCluster cluster) {
        allow(cluster, "nominations", NOMINATIONS_ROLE);
    }

    private static void allow(LiveCluster cluster, String component, String role) {
        try (var shipped = Files.newInputStream(Path.of("k8s", component, "rbac.yaml"))) {
            cluster.client().load(shipped).items().forEach(cluster::apply);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        cluster.apply(new ClusterRoleBindingBuilder()
                .withNewMetadata()
                .withName(OWN_ACCOUNT + "-" + component)
                .endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "ClusterRole", role)
                .addNewSubject("", "ServiceAccount", OWN_ACCOUNT, Manifests.NAMESPACE)
                .build());
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
        cluster.apply(new RoleBindingBuilder()
                .withNewMetadata()
                .withNamespace(Manifests.NAMESPACE)
                .withName(OWN_ACCOUNT)
                .endMetadata()
                .withNewRoleRef("rbac.authorization.k8s.io", "Role", LEASE_ROLE)
                .addNewSubject("", "ServiceAccount", OWN_ACCOUNT, Manifests.NAMESPACE)
                .build());
    }
}
