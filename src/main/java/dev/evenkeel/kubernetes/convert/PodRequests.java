package dev.evenkeel.kubernetes.convert;

import dev.evenkeel.objects.Resources;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import org.jspecify.annotations.Nullable;

/**
 * What a pod requests in all, as {@code k8s.io/component-helpers/resource.PodRequests} computes it: its containers and
 * sidecars together, or its largest init step if that is more, and its overhead.
 */
final class PodRequests {
    private static final Resources ONE_PLACE = new Resources(0, 0, 1);

    private PodRequests() {}

    static Resources of(PodSpec spec) {
        Resources requests = containers(spec);
        @Nullable ResourceRequirements ofPod = spec.getResources();
        if (ofPod != null && ofPod.getRequests() != null) {
            requests = override(requests, ofPod);
        }
        return requests.plus(Quantities.resources(spec.getOverhead())).plus(ONE_PLACE);
    }

    private static Resources containers(PodSpec spec) {
        Resources running = Resources.NONE;
        Resources starting = Resources.NONE;
        for (Container init : spec.getInitContainers()) {
            Resources own = requests(init);
            // A sidecar keeps running; any other init container runs beside the sidecars before it.
            if ("Always".equals(init.getRestartPolicy())) {
                running = running.plus(own);
                starting = max(starting, running);
            } else {
                starting = max(starting, running.plus(own));
            }
        }
        for (Container container : spec.getContainers()) {
            running = running.plus(requests(container));
        }
        return max(running, starting);
    }

    /** A request for the pod as a whole replaces the sum of its containers (KEP-2837). */
    private static Resources override(Resources sum, ResourceRequirements ofPod) {
        Resources whole = Quantities.resources(ofPod.getRequests());
        return new Resources(
                ofPod.getRequests().containsKey("cpu") ? whole.milliCpu() : sum.milliCpu(),
                ofPod.getRequests().containsKey("memory") ? whole.memoryBytes() : sum.memoryBytes(),
                sum.pods());
    }

    private static Resources requests(Container container) {
        @Nullable ResourceRequirements resources = container.getResources();
        return resources == null ? Resources.NONE : Quantities.resources(resources.getRequests());
    }

    private static Resources max(Resources a, Resources b) {
        return new Resources(
                Math.max(a.milliCpu(), b.milliCpu()),
                Math.max(a.memoryBytes(), b.memoryBytes()),
                Math.max(a.pods(), b.pods()));
    }
}
