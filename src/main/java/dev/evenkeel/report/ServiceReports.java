package dev.evenkeel.report;

import dev.evenkeel.balance.LiveServicePods;
import dev.evenkeel.balance.ServicePlan;
import dev.evenkeel.balance.ServicePlans;
import dev.evenkeel.caps.ConstraintIndex;
import dev.evenkeel.cluster.Cluster;
import dev.evenkeel.traffic.KnownService;
import dev.evenkeel.traffic.Service;
import dev.evenkeel.traffic.Workload;
import dev.evenkeel.traffic.Workloads;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is known of Services, for people and for metrics. Changes nothing. */
public final class ServiceReports {
    private final Cluster cluster;
    private final ConstraintIndex index;
    private final ServicePlans plans;

    /** Reads the state of an arbiter; to be used only under the arbiter's lock. */
    public ServiceReports(Cluster cluster, ConstraintIndex index, ServicePlans plans) {
        this.cluster = cluster;
        this.index = index;
        this.plans = plans;
    }

    /**
     * What is known of a Service, with the target of the plan by which pods are placed; empty if the Service is not
     * known.
     */
    public Optional<ServiceReading> explain(String namespace, String name) {
        return read(namespace, name, true);
    }

    /**
     * As {@link #explain}, without the target of a plan: costs as much as there are nodes in the view, and pods if
     * there is no plan.
     */
    public Optional<ServiceReading> lookAt(Service service) {
        return read(service.namespace(), service.name(), false);
    }

    private Optional<ServiceReading> read(String namespace, String name, boolean withTarget) {
        return plans.catalog()
                .get(namespace, name)
                .map(known -> known.isPlanned()
                        ? new ServiceReading.Concerned(view(known, withTarget))
                        : new ServiceReading.Unconcerned(known.service(), why(known)));
    }

    /** Why it does not matter where the pods of a Service are that is not planned. */
    private static ServiceReading.Why why(KnownService known) {
        if (known.service().exposure() == Service.Exposure.NONE) {
            return ServiceReading.Why.NOT_EXPOSED;
        }
        return known.isConcerned() ? ServiceReading.Why.NO_SELECTOR : ServiceReading.Why.POLICY_CLUSTER;
    }

    private ServiceView view(KnownService known, boolean withTarget) {
        ServiceSurvey survey = new ServiceSurvey(cluster, known.service(), known.choice());
        @Nullable ServicePlan plan = plans.planOf(known).orElse(null);
        if (plan == null) {
            Workloads workloads = plans.catalog().workloads();
            List<Workload> behind = workloads.current(known.service().namespace(), known.pods());
            return survey.unplanned(
                    LiveServicePods.once(cluster, workloads, ServicePlan.group(known.service()), index, behind),
                    behind);
        }
        return survey.planned(plan, withTarget ? Optional.of(plans.target(plan)) : Optional.empty());
    }
}
