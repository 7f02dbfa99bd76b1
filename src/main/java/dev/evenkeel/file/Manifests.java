package dev.evenkeel.file;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Node;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.ReplicationController;
import io.fabric8.kubernetes.api.model.Service;
import io.fabric8.kubernetes.api.model.apps.ReplicaSet;
import io.fabric8.kubernetes.api.model.apps.StatefulSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The objects of a dump as they stand in the file, in its order. */
final class Manifests {
    /** An object and where it stands. */
    record Found<T extends HasMetadata>(Place place, T object) {}

    final String file;
    final List<Found<Node>> nodes = new ArrayList<>();
    final List<Found<Pod>> pods = new ArrayList<>();
    final List<Found<Service>> services = new ArrayList<>();
    final List<Found<ReplicationController>> controllers = new ArrayList<>();
    final List<Found<ReplicaSet>> replicaSets = new ArrayList<>();
    final List<Found<StatefulSet>> statefulSets = new ArrayList<>();
    /** How many objects of each other kind there are. */
    final Map<String, Integer> ignored = new TreeMap<>();

    Manifests(String file) {
        this.file = file;
    }
}
