package dev.evenkeel.placement;

import static dev.evenkeel.placement.ClusterPicture.cluster;
import static dev.evenkeel.placement.PodPicture.web;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.api.Offer;
import org.junit.jupiter.api.Test;

/** Pods of a pod group (KEP-4671), which kube-scheduler tries as a whole, on one set of nodes after the other. */
class PodGroupTest {
    @Test
    void isRefusedWhereThereIsNoRoomForAllOfIt() {
        ClusterPicture cluster = cluster("a: b:");
        for (int pod = 1; pod <= 3; pod++) {
            cluster.shows(web(pod).grouped());
        }
        cluster.filter(web(1).grouped());
        cluster.filter(web(2).grouped());
        cluster.filter(web(3).grouped()).offersNothing();
    }

    /**
     * kube-scheduler's pod group cycle (schedule_one_podgroup.go): an error for one pod ends the whole group's cycle, while a
     * refusal lets it go on with the next placement. The group fits in the second rack.
     */
    @Test
    void isPlacedInTheSecondRackThatItIsTriedIn() {
        ClusterPicture cluster = cluster("a: b: c: d: e:");
        PodPicture[] group = {web(1).grouped(), web(2).grouped(), web(3).grouped()};
        for (PodPicture each : group) {
            cluster.shows(each);
        }
        String[][] racks = {{"a", "b"}, {"c", "d", "e"}};
        boolean placed = false;
        for (int cycle = 0; cycle < 360 && !placed; cycle++) {
            boolean error = false;
            for (int rack = 0; rack < 2 && !error && !placed; rack++) {
                int fits = 0;
                for (int pod = 0; pod < 3 && !error; pod++) {
                    Offer offer = cluster.filter(group[pod], racks[rack]).offer();
                    error = offer instanceof Offer.NotNow;
                    fits += offer instanceof Offer.Some ? 1 : 0;
                }
                placed = fits == 3;
            }
            cluster.afterSeconds(10).tick();
        }
        assertThat(placed).isTrue();
    }
}
