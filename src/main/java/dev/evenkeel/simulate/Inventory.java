package dev.evenkeel.simulate;

import dev.evenkeel.traffic.Service;
import java.util.List;
import java.util.Optional;

/**
 * The cluster asked about.
 *
 * @param description where it is from and what is in it, in a line
 */
public record Inventory(String description, List<Host> hosts, List<Member> pods, List<Service> services) {
    public Inventory {
        hosts = List.copyOf(hosts);
        pods = List.copyOf(pods);
        services = List.copyOf(services);
    }

    Optional<Host> host(String name) {
        return hosts.stream().filter(host -> host.name().equals(name)).findFirst();
    }

    List<Member> behind(Service service) {
        return pods.stream()
                .filter(member -> service.selects(
                        member.pod().id().namespace(), member.pod().labels()))
                .toList();
    }
}
