package dev.evenkeel.planner;

import dev.evenkeel.traffic.Site;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Nodes drawn as numbers: {@code pods/room}, or {@code pods!/room} if the pods are pinned, separated by spaces, and
 * zones by {@code |}. Without a room there is room for any number. For example {@code 2/3 0 | 1! 0/1}.
 */
final class SitePicture {
    static final int PLENTY = 1_000;

    private SitePicture() {}

    static List<Site> sites(String picture) {
        List<Site> sites = new ArrayList<>();
        String[] zones = picture.split("\\|", -1);
        for (int zone = 0; zone < zones.length; zone++) {
            for (String node : zones[zone].strip().split("\\s+", -1)) {
                sites.add(site(zone, node));
            }
        }
        return sites;
    }

    private static Site site(int zone, String node) {
        String[] parts = node.split("/", -1);
        int room = parts.length > 1 ? Integer.parseInt(parts[1]) : PLENTY;
        boolean pinned = parts[0].endsWith("!");
        int pods = Integer.parseInt(parts[0].replace("!", ""));
        return new Site(zone, room, pods, pinned ? pods : 0);
    }

    /** Empty nodes, so many in each zone. */
    static List<Site> empty(int... nodesByZone) {
        List<Site> sites = new ArrayList<>();
        for (int zone = 0; zone < nodesByZone.length; zone++) {
            for (int node = 0; node < nodesByZone[zone]; node++) {
                sites.add(new Site(zone, PLENTY, 0));
            }
        }
        return sites;
    }

    /** A plan drawn in the same way: the pods of each node. */
    static String picture(List<Site> sites, int[] pods) {
        int zones = sites.stream().mapToInt(Site::zone).max().orElse(0) + 1;
        return IntStream.range(0, zones)
                .mapToObj(zone -> IntStream.range(0, pods.length)
                        .filter(node -> sites.get(node).zone() == zone)
                        .mapToObj(node -> Integer.toString(pods[node]))
                        .collect(Collectors.joining(" ")))
                .collect(Collectors.joining(" | "));
    }

    static int[] zones(List<Site> sites) {
        return sites.stream().mapToInt(Site::zone).toArray();
    }

    static int sum(int[] counts) {
        return Arrays.stream(counts).sum();
    }
}
