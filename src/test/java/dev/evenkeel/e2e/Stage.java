package dev.evenkeel.e2e;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One of the ways in which evenkeel is shipped, on a control plane, with its own way to the API server that a test may
 * trouble. Durations are those shipped.
 *
 * @param instances of evenkeel
 * @param schedulers that ask them; as many as instances if each has one beside it
 */
record Stage(ApiProxy proxy, List<Evenkeel> instances, List<LocalProcess> schedulers, List<AutoCloseable> others)
        implements AutoCloseable {

    private static final String MARGIN = "evenkeel.leader.quiet-margin";
    private static final String MODE = "evenkeel.leader.mode";

    /** One instance and one scheduler. */
    static Stage alone(ControlPlane controlPlane) {
        return new Preparation(controlPlane).alone();
    }

    /** Two instances by a Lease of their own, and a scheduler that reaches the one that leads. */
    static Stage leased(ControlPlane controlPlane) {
        return new Preparation(controlPlane).leased();
    }

    /** Two schedulers, each with an instance beside it on a host of its own. */
    static Stage beside(ControlPlane controlPlane) {
        return new Preparation(controlPlane).beside();
    }

    private record Preparation(ControlPlane controlPlane, ApiProxy proxy, Kubeconfig identity) {

        Preparation(ControlPlane controlPlane) {
            controlPlane.manifests().withoutPods().forEach(controlPlane.cluster()::apply);
            Installation.grantRoleAlone(controlPlane.cluster());
            var account = Installation.account(controlPlane);
            var proxy = new ApiProxy(account);
            var through = proxy.through(controlPlane.folder().resolve("proxied.kubeconfig"), account);
            this(controlPlane, proxy, through);
        }

        Stage alone() {
            var evenkeel = evenkeel("evenkeel", "none");
            controlPlane.start(evenkeel.process());
            var scheduler = Installation.scheduler(controlPlane, Installation.SCHEDULER, evenkeel.extenderPort());
            controlPlane.start(scheduler);
            return new Stage(proxy, List.of(evenkeel), List.of(scheduler), List.of());
        }

        Stage leased() {
            var instances = Stream.of("evenkeel-1", "evenkeel-2")
                    .map(name -> evenkeel(name, "lease"))
                    .toList();
            // A replica that stands by gets ready like the one that leads.
            instances.forEach(instance -> controlPlane.start(instance.process()));
            var front = new LeaderFront(instances);
            var scheduler = Installation.scheduler(controlPlane, Installation.SCHEDULER, front.port());
            controlPlane.start(scheduler);
            return new Stage(proxy, instances, List.of(scheduler), List.of(front));
        }

        Stage beside() {
            var instances = new ArrayList<Evenkeel>();
            var schedulers = new ArrayList<LocalProcess>();
            for (var host : List.of("pod-1", "pod-2")) {
                var evenkeel = evenkeel("evenkeel-" + host, "scheduler").onHost(host);
                controlPlane.start(evenkeel.process());
                instances.add(evenkeel);
                var name = Installation.SCHEDULER + "-" + host;
                var scheduler = Installation.scheduler(controlPlane, name, evenkeel.extenderPort())
                        .onHost(host);
                controlPlane.start(scheduler);
                schedulers.add(scheduler);
            }
            return new Stage(proxy, instances, schedulers, List.of());
        }

        private Evenkeel evenkeel(String name, String mode) {
            return Installation.evenkeel(controlPlane, name, identity, Map.of(MARGIN, "8s", MODE, mode));
        }
    }

    /** As tests of one class have it. */
    Installation installation() {
        return new Installation(instances.getFirst(), schedulers.getFirst());
    }

    /** The instance that leads, once there is one. */
    Evenkeel leader() {
        return LiveCluster.await("a leader")
                .until(() -> instances.stream().filter(Evenkeel::leads).findFirst(), Optional::isPresent)
                .orElseThrow();
    }

    /** The scheduler beside an instance, or the only one. */
    LocalProcess schedulerOf(Evenkeel evenkeel) {
        return schedulers.get(Math.min(instances.indexOf(evenkeel), schedulers.size() - 1));
    }

    /** Waits until some instance decides. */
    void awaitDecision() {
        LiveCluster.await("an instance to decide")
                .until(() -> instances.stream().anyMatch(Evenkeel::decides));
    }

    /** What the instances have answered so far to a verb, by result. */
    Map<String, Double> answers(String verb) {
        var answers = new HashMap<String, Double>();
        for (var instance : instances) {
            instance.metrics()
                    .lines()
                    .filter(line -> line.startsWith("evenkeel_request_duration_seconds_count{")
                            && line.contains("verb=\"" + verb + "\""))
                    .forEach(line -> answers.merge(
                            line.replaceAll(".*result=\"([^\"]*)\".*", "$1"),
                            Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)),
                            Double::sum));
        }
        return answers;
    }

    @Override
    public void close() {
        for (var other : others) {
            try {
                other.close();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }
        proxy.close();
    }
}
