package dev.evenkeel.report;

import dev.evenkeel.objects.Node;
import dev.evenkeel.traffic.ModelChoice;
import dev.evenkeel.traffic.Service;
import java.util.List;
import java.util.OptionalInt;

/**
 * A Service at one moment: everything that is needed to think about its traffic while the cluster goes on
 * ({@link ServiceOutlook}).
 *
 * @param choice its balancer's model, and why
 * @param pods those that are there to stay, with a place or without
 * @param nodes those that kube-scheduler asked about for its pods in the last ten minutes, and those that such are on
 * @param isPlanCoarse whether a plan is at hand that pods are placed by, and is coarse
 */
public record ServiceView(Service service, ModelChoice choice, Pods pods, Nodes nodes, boolean isPlanCoarse) {
    /**
     * Pods behind the Service.
     *
     * @param expected how many there will be; at least {@code present}
     * @param present how many there are, those left out that are being deleted or replaced by a roll-out
     * @param waiting how many of them wait for a place
     * @param assigned how many of those were assigned where to go
     * @param balanced how many of those present carry {@code evenkeel.dev/balance: on}
     * @param workloads what controls them, as far as it is known
     */
    public record Pods(int expected, int present, int waiting, int assigned, int balanced, List<Wanted> workloads) {
        public Pods {
            workloads = List.copyOf(workloads);
        }
    }

    /**
     * How many pods a workload wants.
     *
     * @param workload its kind and name
     * @param wants how many it is to have in the end
     * @param has how many of the pods present are its
     */
    public record Wanted(String workload, int wants, int has) {}

    /**
     * Nodes.
     *
     * @param known how many the cluster has
     * @param asked how many of them kube-scheduler asked about for pods to be balanced
     * @param each those asked about, and those with a pod
     */
    public record Nodes(int known, int asked, List<NodeRow> each) {
        public Nodes {
            each = List.copyOf(each);
        }
    }

    /**
     * How the Service stands on a node.
     *
     * @param exists whether the cluster still has the node
     * @param serving pods that are ready, those on the way out included
     * @param pods that stay there
     * @param leaving pods that are being deleted, or replaced by a roll-out, or that go next by evenkeel's deletion costs from a
     *     workload that wants fewer
     * @param assigned waiting pods that were assigned to go there
     * @param fitting how many further pods have room by their requests; at most as many as are expected
     * @param slots how many further pods required rules allow; at most as many as are expected
     * @param planned how many the plan wants there that pods are placed by now; empty where nobody follows one
     */
    public record NodeRow(
            Node node,
            boolean exists,
            int serving,
            int pods,
            int leaving,
            int assigned,
            int fitting,
            int slots,
            OptionalInt planned) {}
}
