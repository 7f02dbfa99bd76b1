package dev.evenkeel.kubernetes.convert;

import dev.evenkeel.traffic.Balancers;
import dev.evenkeel.traffic.Service;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.ServiceSpec;
import java.util.Optional;

/** Services of the API server, as what traffic needs of them. */
public final class ServiceConverter {
    private ServiceConverter() {}

    /**
     * A Service.
     *
     * @throws IllegalArgumentException if it has no namespace or name
     */
    public static Service service(io.fabric8.kubernetes.api.model.Service service) {
        ObjectMeta meta = service.getMetadata();
        ServiceSpec spec = service.getSpec() == null ? new ServiceSpec() : service.getSpec();
        return new Service(
                Metadata.text(meta.getNamespace()),
                Metadata.text(meta.getName()),
                Metadata.version(meta),
                Balancers.read(Metadata.labels(meta.getAnnotations())),
                Metadata.labels(spec.getSelector()),
                exposure(spec),
                "Local".equals(spec.getExternalTrafficPolicy()),
                Optional.ofNullable(spec.getLoadBalancerClass()).filter(name -> !name.isEmpty()),
                Boolean.TRUE.equals(spec.getPublishNotReadyAddresses()),
                Metadata.text(meta.getUid()));
    }

    private static Service.Exposure exposure(ServiceSpec spec) {
        return switch (Metadata.text(spec.getType())) {
            case "LoadBalancer" -> Service.Exposure.LOAD_BALANCER;
            case "NodePort" -> Service.Exposure.NODE_PORT;
            default -> Service.Exposure.NONE;
        };
    }
}
