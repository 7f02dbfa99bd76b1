package dev.evenkeel.report;

import dev.evenkeel.objects.Node;
import dev.evenkeel.traffic.ModelChoice;
import dev.evenkeel.traffic.Service;
import java.util.List;
import java.util.OptionalInt;

/**
 * A snapshot of a Service, with all that {@link ServiceOutlook} needs to evaluate its traffic without the lock.
 *
 * @param choice its balancer's model, and why
 * @param pods its pods, with a place or without
 * @param nodes those that kube-scheduler asked about for its pods in the last ten minutes, and those with such a pod
 * @param isPlanCoarse whether pods are placed by a plan and it is a coarse one
 */
public record ServiceView(Service service, ModelChoice choice, Pods pods, Nodes nodes, boolean isPlanCoarse) {
    /**
     * The Service's pods, counted.
     *
     * @param expected how many there will be; at least {@code present}
     * @param present how many there are, those left out that are being deleted or replaced by a roll-out
     * @param waiting how many of them have no place
     * @param assigned how many of the waiting pods are assigned to a node
     * @param balanced how many of those present carry {@code evenkeel.dev/balance: on}
     * @param workloads the known workloads that make them
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
     * @param wants how many replicas it is to have in the end
     * @param has how many of the pods present it controls
     */
    public record Wanted(String workload, int wants, int has) {}

    /**
     * The nodes of the view.
     *
     * @param known how many nodes the cluster has
     * @param asked how many of them kube-scheduler asked about for pods to be balanced
     * @param each the nodes asked about, and those with a pod
     */
    public record Nodes(int known, int asked, List<NodeRow> each) {
        public Nodes {
            each = List.copyOf(each);
        }
    }

    /**
     * The Service's pods on one node, counted.
     *
     * @param exists whether the cluster still has the node
     * @param serving how many pods are endpoints of the Service, those that are leaving included
     * @param pods how many pods stay there
     * @param leaving how many pods are being deleted, replaced by a roll-out, or next to be deleted by evenkeel's
     *     deletion costs since their workload wants fewer
     * @param assigned how many waiting pods are assigned to the node
     * @param fitting how many further pods have room by their requests; at most as many as are expected
     * @param slots how many further pods required rules allow; at most as many as are expected
     * @param planned how many pods the plan wants there by which pods are placed; empty if there is no such plan
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
