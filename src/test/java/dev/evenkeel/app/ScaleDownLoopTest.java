package dev.evenkeel.app;

import static dev.evenkeel.placement.PodPicture.pod;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.evenkeel.api.ClusterEvent;
import dev.evenkeel.api.PlacementSettings;
import dev.evenkeel.balance.ServiceEvent;
import dev.evenkeel.kubernetes.Kubeconfigs;
import dev.evenkeel.kubernetes.KubernetesAccess;
import dev.evenkeel.kubernetes.KubernetesCostWriter;
import dev.evenkeel.labels.Labels;
import dev.evenkeel.metrics.ScaleDownMetrics;
import dev.evenkeel.placement.Arbiter;
import dev.evenkeel.placement.Arbitration;
import dev.evenkeel.placement.NodePicture;
import dev.evenkeel.placement.PodPicture;
import dev.evenkeel.planner.PlanSettings;
import dev.evenkeel.rule.Annotations;
import dev.evenkeel.rule.RuleLimits;
import dev.evenkeel.traffic.Service;
import dev.evenkeel.traffic.Workload;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Deletion costs on their way to an API server, over real HTTP. */
@SuppressWarnings("NullAway.Init") // JUnit fills the fields in
class ScaleDownLoopTest {
    private static final int PODS = 12;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final AtomicBoolean leads = new AtomicBoolean(true);
    private final AtomicInteger beats = new AtomicInteger();
    private final List<ScaleDownLoop> loops = new ArrayList<>();
    private Core core;
    private Arbitration arbitration;
    private PodStore store;
    private KubernetesClient client;

    @BeforeEach
    void start() throws IOException {
        core = Core.of(new Arbiter(PlacementSettings.DEFAULTS, RuleLimits.DEFAULTS, new SplittableRandom(1)));
        arbitration = new LockedArbiter(core.arbiter());
        store = new PodStore(pod -> tell(new ClusterEvent.PodChanged(pod.info())));
        Path kubeconfig = Kubeconfigs.write(folder.resolve("kubeconfig"), store.url());
        client = KubernetesAccess.find(Optional.of(kubeconfig.toString()), Map.of())
                .forBindings(Duration.ofSeconds(2));
        tell(new ServiceEvent.ServiceChanged(new Service(
                PodPicture.DEFAULT_NAMESPACE,
                "web",
                1,
                Labels.NONE,
                Labels.of("app", "web"),
                Service.Exposure.LOAD_BALANCER,
                true,
                Optional.empty(),
                false)));
        tell(new ServiceEvent.WorkloadChanged(
                new Workload("set", PodPicture.DEFAULT_NAMESPACE, 1, Labels.of("app", "web"), PODS, Optional.empty())));
        for (int i = 1; i <= PODS; i++) {
            String node = "node-" + (i % 6);
            tell(new ClusterEvent.NodeChanged(NodePicture.node(node).node()));
            store.put(pod("web-" + i)
                    .annotated(Annotations.BALANCE, "on")
                    .controlledBy("set")
                    .on(node));
        }
        tell(new ClusterEvent.Synced());
    }

    @AfterEach
    void stop() {
        loops.forEach(ScaleDownLoop::close);
        client.close();
        store.close();
    }

    private void tell(ClusterEvent event) {
        arbitration.decide((arbiter, now) -> {
            arbiter.on(event, now);
            return event;
        });
    }

    private ScaleDownLoop run(boolean on) {
        ScaleDownLoop loop = new ScaleDownLoop(
                on,
                PlanSettings.DEFAULTS,
                arbitration,
                core.scaleDown(),
                this::leads,
                new KubernetesCostWriter(client),
                new ScaleDownMetrics(registry));
        loops.add(loop);
        loop.start();
        return loop;
    }

    private boolean leads() {
        beats.incrementAndGet();
        return leads.get();
    }

    /** Waits until loops have looked at what there is to do so many times more. */
    private void awaitBeats(int more) {
        int before = beats.get();
        await().atMost(PATIENCE).until(() -> beats.get() >= before + more);
    }

    private double patches(String result) {
        return registry.get("evenkeel.scale.down.patches")
                .tag("result", result)
                .counter()
                .count();
    }

    private void awaitCosts(int count) {
        await().atMost(PATIENCE).untilAsserted(() -> assertThat(store.costs()).hasSize(count));
    }

    @Test
    void writesCostsAtFiveASecondAndRemovesThemIfSwitchedOff() {
        ScaleDownLoop on = run(true);
        awaitCosts(PODS / 2);
        assertThat(store.costs().values()).doesNotHaveDuplicates();
        // The answer to the last one may be on its way yet.
        await().atMost(PATIENCE).until(() -> patches("written") == PODS / 2);
        on.close();

        run(false);
        awaitCosts(0);
        for (int i = 1; i <= PODS; i++) {
            assertThat(store.pod("web-" + i).settings()).containsOnlyKeys(Annotations.BALANCE);
        }
        List<Long> patches = store.patches();
        assertThat(patches).hasSize(PODS);
        // But for the first, which comes late: the connection has to be made.
        for (int i = 6; i < PODS; i++) {
            assertThat(Duration.ofNanos(patches.get(i) - patches.get(i - 5)))
                    .as("six patches take a second, but for how late one may come")
                    .isGreaterThan(Duration.ofMillis(700));
        }
    }

    @Test
    void writesNothingIfItDoesNotLead() {
        leads.set(false);
        run(true);
        // Of which a hundred take until the first pass, if there is one.
        awaitBeats(150);
        assertThat(store.patches()).isEmpty();

        leads.set(true);
        awaitCosts(PODS / 2);
    }

    // Web-1 is the first to go, since all are alike and it was named first.
    @Test
    void neverOverwritesAnotherWritersChange() {
        store.changeUnseen("web-1", pod -> pod.annotated(Annotations.DELETION_COST, "7"));
        run(true);
        await().atMost(PATIENCE).until(() -> patches("conflict") == 1);
        awaitCosts(PODS / 2);
        assertThat(store.costs()).containsEntry("web-1", "7");

        store.tell();
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(registry.get("evenkeel.scale.down.foreign")
                                .gauge()
                                .value())
                        .isEqualTo(1));
        assertThat(store.costs()).containsEntry("web-1", "7");
    }

    @Test
    void aPodThatIsGoneIsNoFailure() {
        store.removeUnseen("web-1");
        run(true);
        await().atMost(PATIENCE).until(() -> patches("gone") == 1);

        awaitCosts(PODS / 2 - 1);
        assertThat(patches("failed")).isZero();
    }

    @Test
    void keepsAnotherWritersCostIfSwitchedOff() {
        store.put(pod("web-1")
                .version(2)
                .annotated(Annotations.BALANCE, "on")
                .annotated(Annotations.DELETION_COST, "7")
                .annotated(Annotations.WRITTEN_COST, "-100")
                .controlledBy("set")
                .on("node-1"));
        run(false);

        await().atMost(PATIENCE).until(() -> !store.pod("web-1").settings().containsKey(Annotations.WRITTEN_COST));
        assertThat(store.costs()).containsExactlyInAnyOrderEntriesOf(Map.of("web-1", "7"));
    }

    @Test
    void triesOnceIfPatchingIsForbidden() {
        store.forbid(true);
        run(true);
        await().atMost(PATIENCE).until(() -> patches("forbidden") == 1);

        awaitBeats(40);
        assertThat(store.patches()).hasSize(1);
    }
}
