package dev.evenkeel.traffic;

import java.util.List;

/**
 * Services that it matters for where their pods stand.
 *
 * @param services the first of them by namespace and name
 * @param leftOut how many there are beyond those
 */
public record ServiceList(List<Service> services, int leftOut) {
    public ServiceList {
        services = List.copyOf(services);
    }
}
