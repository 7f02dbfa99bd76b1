package dev.evenkeel.traffic;

import dev.evenkeel.labels.Selector;
import dev.evenkeel.objects.Pod;
import dev.evenkeel.objects.Versions;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The known Services of the cluster with what follows from each, and the workloads that make their pods. */
public final class ServiceCatalog {
    private final Balancers balancers;
    private final Workloads workloads = new Workloads();
    /** By namespace and name. */
    private final Map<String, Map<String, KnownService>> services = new HashMap<>();
    /** By {@link Service#id}, the Services for which it matters where their pods are. */
    private final NavigableMap<String, Service> concerned = new TreeMap<>();

    /**
     * An empty catalog.
     *
     * @param byDefault the model of Services whose balancer is not recognized
     */
    public ServiceCatalog(TrafficModel byDefault) {
        this.balancers = new Balancers(byDefault);
    }

    /**
     * Takes in a Service; an older version than the known one changes nothing.
     *
     * @return whether a plan for the version known before is not valid for this one
     */
    public boolean put(Service service) {
        Map<String, KnownService> neighbours = services.computeIfAbsent(service.namespace(), first -> new HashMap<>());
        @Nullable KnownService before = neighbours.get(service.name());
        if (before != null
                && Versions.isOlder(service.version(), before.service().version())) {
            return false;
        }
        KnownService known = before != null && before.isReadLike(service) ? before.with(service) : read(service);
        neighbours.put(service.name(), known);
        if (known.isPlanned()) {
            concerned.put(service.id(), service);
        } else {
            concerned.remove(service.id());
        }
        return before != null && !before.plansLike(known);
    }

    private KnownService read(Service service) {
        return new KnownService(
                service, Selector.of(service.selector()), balancers.of(service), balancers.isConcernedWith(service));
    }

    /** Removes a Service and returns what was known of it; empty if it was not known. */
    public Optional<KnownService> remove(String namespace, String name) {
        Map<String, KnownService> neighbours = services.getOrDefault(namespace, new HashMap<>());
        @Nullable KnownService gone = neighbours.remove(name);
        if (neighbours.isEmpty()) {
            services.remove(namespace);
        }
        if (gone != null) {
            concerned.remove(gone.service().id());
        }
        return Optional.ofNullable(gone);
    }

    /** What is known of a Service; empty if it is not known. */
    public Optional<KnownService> get(String namespace, String name) {
        return Optional.ofNullable(services.getOrDefault(namespace, Map.of()).get(name));
    }

    /** All Services, in any order. */
    public Stream<KnownService> all() {
        return services.values().stream().map(Map::values).flatMap(Collection::stream);
    }

    /** The Services that select the pod and for whose traffic pods are placed; in any order. */
    public Stream<KnownService> selecting(Pod pod) {
        return beside(pod).filter(known -> known.selects(pod));
    }

    /** As {@link #selecting}, of those to whose traffic it matters which pods go. */
    public Stream<KnownService> ordering(Pod pod) {
        // What is cheap to see comes first.
        return beside(pod).filter(known -> known.ordersPods() && known.selects(pod));
    }

    private Stream<KnownService> beside(Pod pod) {
        return services.getOrDefault(pod.id().namespace(), Map.of()).values().stream();
    }

    /**
     * The first Services, by namespace and name, for which it matters where their pods are.
     *
     * @param most the longest list; 0 or more
     */
    public ServiceList concerned(int most) {
        List<Service> first = concerned.values().stream().limit(most).toList();
        return new ServiceList(first, concerned.size() - first.size());
    }

    /** The workloads. */
    public Workloads workloads() {
        return workloads;
    }
}
