package dev.evenkeel.kubernetes;

import dev.evenkeel.cluster.Versions;
import dev.evenkeel.labels.Labels;
import dev.evenkeel.traffic.Balancers;
import dev.evenkeel.traffic.Service;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ServiceSpec;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Kubernetes' Services reduced to what traffic needs. */
public final class ServiceReduction {
    private ServiceReduction() {}

    /**
     * A Service, reduced.
     *
     * @throws IllegalArgumentException if it has no namespace or name
     */
    public static Service service(io.fabric8.kubernetes.api.model.Service service) {
        ObjectMeta meta = service.getMetadata();
        ServiceSpec spec = service.getSpec() == null ? new ServiceSpec() : service.getSpec();
        return new Service(
                text(meta.getNamespace()),
                text(meta.getName()),
                Versions.parse(text(meta.getResourceVersion())),
                Balancers.read(labels(meta.getAnnotations())),
                labels(spec.getSelector()),
                exposure(spec),
                "Local".equals(spec.getExternalTrafficPolicy()),
                Optional.ofNullable(spec.getLoadBalancerClass()).filter(name -> !name.isEmpty()),
                Boolean.TRUE.equals(spec.getPublishNotReadyAddresses()),
                text(meta.getUid()));
    }

    private static Service.Exposure exposure(ServiceSpec spec) {
        return switch (text(spec.getType())) {
            case "LoadBalancer" -> Service.Exposure.LOAD_BALANCER;
            case "NodePort" -> Service.Exposure.NODE_PORT;
            default -> Service.Exposure.NONE;
        };
    }

    private static Labels labels(@Nullable Map<String, String> map) {
        return map == null ? Labels.NONE : Labels.of(map);
    }

    private static String text(@Nullable String text) {
        return Objects.requireNonNullElse(text, "");
    }
}
