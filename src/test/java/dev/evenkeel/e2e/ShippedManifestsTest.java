package dev.evenkeel.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.EnvVar;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReview;
import io.fabric8.kubernetes.api.model.authorization.v1.SubjectAccessReviewBuilder;
import io.fabric8.kubernetes.api.model.rbac.ClusterRole;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code k8s/} grants and deploys, as a real API server takes it. */
@Tag("e2e")
class ShippedManifestsTest {

    @RegisterExtension
    static final EndToEnd e2e = EndToEnd.withoutEvenkeel();

    private static final String USER =
            "system:serviceaccount:%s:%s".formatted(Manifests.NAMESPACE, Installation.OWN_ACCOUNT);

    private static final String SHIPPED_USER =
            "system:serviceaccount:%s:%s".formatted(Manifests.NAMESPACE, Installation.POD_ACCOUNT);

    private static final int MANAGEMENT = 9000;

    private final LiveCluster cluster = e2e.cluster();

    @BeforeAll
    static void applyAll() {
        e2e.controlPlane().manifests().objects().forEach(e2e.cluster()::apply);
        Installation.grantRoleAlone(e2e.cluster());
    }

    @ParameterizedTest
    @CsvSource({
        "get,pods",
        "list,pods",
        "watch,pods",
        "get,nodes",
        "list,nodes",
        "watch,nodes",
        "list,persistentvolumeclaims",
        "watch,persistentvolumeclaims",
        "list,services",
        "watch,services",
        "list,replicationcontrollers",
        "watch,replicationcontrollers",
        "list,replicasets.apps",
        "watch,replicasets.apps",
        "list,statefulsets.apps",
        "watch,statefulsets.apps",
        "create,pods/binding",
        "create,events",
    })
    void evenkeelMay(String verb, String resource) {
        assertThat(isAllowed(verb, resource)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "create,pods",
        "delete,pods",
        "update,pods",
        "patch,pods",
        "patch,pods/status",
        "create,pods/eviction",
        "patch,nodes",
        "list,secrets",
        "get,persistentvolumeclaims",
        "patch,persistentvolumeclaims",
        "list,configmaps",
        "get,services",
        "patch,services",
        "list,deployments.apps",
        "patch,replicasets.apps",
        "create,leases",
    })
    void evenkeelMayNot(String verb, String resource) {
        assertThat(isAllowed(verb, resource)).isFalse();
    }

    @ParameterizedTest
    @CsvSource({"get,evenkeel", "update,evenkeel", "get,evenkeel-scheduler"})
    void evenkeelMayDoThatWithALeaseOfItsNamespace(String verb, String lease) {
        assertThat(isAllowedLease(verb, lease)).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"update,evenkeel-scheduler", "delete,evenkeel", "get,kube-scheduler"})
    void evenkeelMayNotDoThatWithALeaseOfItsNamespace(String verb, String lease) {
        assertThat(isAllowedLease(verb, lease)).isFalse();
    }

    @Test
    void theApiServerTakesEvenkeelBehindAService() {
        var rendered = e2e.controlPlane().kubectl("kustomize", "k8s/service").getBytes(StandardCharsets.UTF_8);
        var objects = cluster.client().load(new ByteArrayInputStream(rendered)).items();
        objects.forEach(cluster::apply);

        assertThat(objects).extracting(HasMetadata::getKind).contains("Deployment", "Service", "Role");
        cluster.client()
                .apps()
                .deployments()
                .inNamespace(Manifests.NAMESPACE)
                .withName("evenkeel")
                .delete();
    }

    /** As the API server has it. The kubelet is on the pod's node, whose traffic no policy keeps out. */
    @ParameterizedTest
    @ValueSource(strings = {"k8s", "k8s/service"})
    void theManagementPortIsForPrometheusAlone(String deployed) {
        var policy = cluster.client()
                .network()
                .v1()
                .networkPolicies()
                .inNamespace(Manifests.NAMESPACE)
                .withName("evenkeel")
                .get()
                .getSpec();
        var rendered = e2e.controlPlane().kubectl("kustomize", deployed).getBytes(StandardCharsets.UTF_8);

        assertThat(cluster.client().load(new ByteArrayInputStream(rendered)).items())
                .filteredOn(Deployment.class::isInstance)
                .map(Deployment.class::cast)
                .singleElement()
                .satisfies(deployment -> {
                    var template = deployment.getSpec().getTemplate();
                    assertThat(template.getMetadata().getLabels())
                            .containsAllEntriesOf(policy.getPodSelector().getMatchLabels());
                    assertThat(ShippedManifestsTest.evenkeels(deployment))
                            .flatMap(Container::getPorts)
                            .anySatisfy(port -> {
                                assertThat(port.getName()).isEqualTo("management");
                                assertThat(port.getContainerPort()).isEqualTo(MANAGEMENT);
                            });
                });
        assertThat(policy.getPolicyTypes()).containsExactly("Ingress");
        assertThat(policy.getIngress())
                .filteredOn(rule -> rule.getPorts().isEmpty()
                        || rule.getPorts().stream()
                                .anyMatch(port ->
                                        port.getPort() == null || port.getPort().getIntVal() == MANAGEMENT))
                .singleElement()
                .satisfies(rule -> assertThat(rule.getFrom())
                        .singleElement()
                        .satisfies(peer -> assertThat(peer.getPodSelector().getMatchLabels())
                                .containsEntry("app.kubernetes.io/name", "prometheus")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"k8s", "k8s/service"})
    void theComponentForNominationsGrantsTheirOneRightAndSwitchesThemOn(String deployed, @TempDir Path folder)
            throws IOException {
        var objects = withComponent(folder.toRealPath(), deployed, "k8s/nominations");

        assertThat(objects)
                .filteredOn(object -> object.getMetadata().getName().equals(Installation.NOMINATIONS_ROLE))
                .filteredOn(ClusterRole.class::isInstance)
                .map(ClusterRole.class::cast)
                .singleElement()
                .satisfies(role -> assertThat(role.getRules()).singleElement().satisfies(rule -> {
                    assertThat(rule.getResources()).containsExactly("pods/status");
                    assertThat(rule.getVerbs()).containsExactly("patch");
                }));
        assertEvenkeelHas(new EnvVar("EVENKEEL_NOMINATE_ENABLED", "true", null), objects);
    }

    @ParameterizedTest
    @ValueSource(strings = {"k8s", "k8s/service"})
    void theComponentSwitchesDeletionCostsOnAndGrantsThePatchThatTheyNeed(String deployed, @TempDir Path folder)
            throws IOException {
        var objects = withComponent(folder.toRealPath(), deployed, "k8s/scale-down");
        objects.stream()
                .filter(object -> object.getKind().startsWith("ClusterRole"))
                .forEach(cluster::apply);

        assertEvenkeelHas(new EnvVar("EVENKEEL_TRAFFIC_SCALE_DOWN", "true", null), objects);
        LiveCluster.await("the right to be in force").until(() -> isAllowed(SHIPPED_USER, "patch", "pods"));
        assertThat(isAllowed(SHIPPED_USER, "update", "pods")).isFalse();
        assertThat(isAllowed(SHIPPED_USER, "patch", "nodes")).isFalse();
    }

    /** A kustomization of somebody's own, as the component's first lines say. */
    private List<HasMetadata> withComponent(Path folder, String deployed, String component) throws IOException {
        Files.writeString(folder.resolve("kustomization.yaml"), """
                resources: [%s]
                components: [%s]
                """.formatted(
                        folder.relativize(Path.of(deployed).toRealPath()),
                        folder.relativize(Path.of(component).toRealPath())));
        var rendered = e2e.controlPlane().kubectl("kustomize", folder.toString());
        return cluster.client()
                .load(new ByteArrayInputStream(rendered.getBytes(StandardCharsets.UTF_8)))
                .items();
    }

    /** That the component's variable came to the container that is deployed, and made no container of its own. */
    private static void assertEvenkeelHas(EnvVar variable, List<HasMetadata> objects) {
        assertThat(objects.stream().filter(Deployment.class::isInstance).map(Deployment.class::cast))
                .flatMap(ShippedManifestsTest::evenkeels)
                .singleElement()
                .satisfies(container -> {
                    assertThat(container.getImage()).isNotEmpty();
                    assertThat(container.getEnv()).contains(variable);
                });
    }

    private static List<Container> evenkeels(Deployment deployment) {
        var pod = deployment.getSpec().getTemplate().getSpec();
        return Stream.concat(pod.getInitContainers().stream(), pod.getContainers().stream())
                .filter(container -> container.getName().equals("evenkeel"))
                .toList();
    }

    // The default scheduler places it, and the namespace admits only pods without privileges.
    @Test
    void thePodOfTheDeploymentIsAdmittedAndPlaced() {
        cluster.addNodes(1);

        LiveCluster.await("the shipped pod to run")
                .until(() -> cluster.pods(Manifests.NAMESPACE).stream()
                        .anyMatch(pod -> "Running".equals(pod.getStatus().getPhase())));
    }

    @Test
    void theSchedulerLeadsByALeaseOfItsOwn() {
        var scheduler = e2e.controlPlane()
                .scheduler(
                        Installation.SCHEDULER,
                        e2e.controlPlane().manifests().scheduler().getCommand(),
                        SchedulerConfiguration.shipped(),
                        e2e.controlPlane().serviceAccount(Manifests.NAMESPACE, Installation.POD_ACCOUNT));
        e2e.controlPlane().start(scheduler);

        LiveCluster.await("a holder of the Lease").until(() -> {
            var lease = cluster.client()
                    .leases()
                    .inNamespace(Manifests.NAMESPACE)
                    .withName(Installation.SCHEDULER)
                    .get();
            return lease != null && lease.getSpec().getHolderIdentity() != null;
        });
    }

    private boolean isAllowedLease(String verb, String name) {
        return isAllowed(new SubjectAccessReviewBuilder()
                .withNewSpec()
                .withUser(USER)
                .withNewResourceAttributes()
                .withVerb(verb)
                .withGroup("coordination.k8s.io")
                .withResource("leases")
                .withName(name)
                .withNamespace(Manifests.NAMESPACE)
                .endResourceAttributes()
                .endSpec()
                .build());
    }

    private boolean isAllowed(String verb, String resource) {
        return isAllowed(USER, verb, resource);
    }

    private boolean isAllowed(String user, String verb, String resource) {
        var named = resource.split("\\.", 2);
        var parts = named[0].split("/", 2);
        return isAllowed(new SubjectAccessReviewBuilder()
                .withNewSpec()
                .withUser(user)
                .withNewResourceAttributes()
                .withVerb(verb)
                .withGroup(named.length > 1 ? named[1] : "")
                .withResource(parts[0])
                .withSubresource(parts.length > 1 ? parts[1] : null)
                .withNamespace("default")
                .endResourceAttributes()
                .endSpec()
                .build());
    }

    private boolean isAllowed(SubjectAccessReview review) {
        return cluster.client()
                .authorization()
                .v1()
                .subjectAccessReview()
                .create(review)
                .getStatus()
                .getAllowed();
    }
}
