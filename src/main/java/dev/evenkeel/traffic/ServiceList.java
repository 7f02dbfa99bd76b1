package dev.evenkeel.traffic;

import java.util.List;

/**
 * Services for which it matters where their pods are, up to a limit.
 *
 * @param services the first of them by namespace and name
 * @param leftOut how many more there are
 */
public record ServiceList(List<Service> services, int leftOut) {
    public ServiceList {
        services = List.copyOf(services);
    }
}
