package dev.evenkeel.slots;

import dev.evenkeel.caps.CapUsage;
import dev.evenkeel.caps.Constraint;
import dev.evenkeel.cluster.PodEntry;
import dev.evenkeel.cluster.Tally;
import dev.evenkeel.nodes.NodeSet;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * What slots that are kept for others leave to a pod.
 *
 * @param states of all pods
 * @param binds whether bindings are checked
 */
public record HeldSlots(PodStates states, boolean binds) {
    /** The nodes among {@code open} whose last slots are offered to other pods. */
    public static NodeSet claimed(List<Constraint> constraints, NodeSet open) {
        NodeSet claimed = new NodeSet();
        constraints.forEach(constraint -> claimed.addAll(constraint.claimed(open)));
        return claimed;
    }

    /**
     * What {@code question} answers to the pod if nothing were held for pods of a lower priority: kube-scheduler takes no
     * notice of their nominations either. Not where another binds: a pod of a lower priority may be on its way there, and nothing
     * would keep it from there.
     */
    public <T> T lookingPastLower(PodEntry entry, List<Constraint> constraints, Supplier<T> question) {
        if (!binds) {
            return question.get();
        }
        List<Tally> tallies = constraints.stream()
                .flatMap(constraint -> Stream.of(
                        constraint.usage().groupClaims(), constraint.usage().carrierClaims()))
                .toList();
        return states.claims().lookingPast(entry.pod().scheduling().priority(), tallies, question);
    }

    /**
     * The nodes among {@code open} where slots that are held for other pods leave none for this one; the one that is held for
     * it itself is never among them. Pods that the same slot is held for do not keep each other out: whichever is bound first
     * has it. To be asked {@link #lookingPastLower}.
     */
    public NodeSet heldForOthers(PodEntry entry, List<Constraint> constraints, NodeSet open) {
        Optional<Reservation> own = own(entry);
        NodeSet held = new NodeSet();
        for (Constraint constraint : constraints) {
            CapUsage usage = constraint.usage();
            Set<Integer> domains = new HashSet<>(states.claims().heldDomains(usage.groupClaims()));
            domains.addAll(states.claims().heldDomains(usage.carrierClaims()));
            for (int domain : domains) {
                if (isHeldForOthers(own, constraint, domain)) {
                    held.addAll(usage.group().topology().nodes(domain));
                }
            }
        }
        held.retainAll(open);
        own.filter(Reservation::held).ifPresent(reservation -> held.removeAll(reservation.nodes()));
        return held;
    }

    private boolean isHeldForOthers(Optional<Reservation> own, Constraint constraint, int domain) {
        CapUsage usage = constraint.usage();
        int group = states.claims().heldByOthers(own, usage.groupClaims(), domain);
        int carriers = states.claims().heldByOthers(own, usage.carrierClaims(), domain);
        boolean full = group > 0
                && usage.group().possible(domain) + group >= usage.cap().max();
        return isClosed(constraint, full, usage.carriers().possible(domain), carriers);
    }

    private static boolean isClosed(Constraint constraint, boolean full, int carriers, int carriersToCome) {
        return switch (constraint) {
            case Constraint.Own _ -> full;
            case Constraint.Inverse inverse when inverse.usage().isShared() -> full && carriers + carriersToCome > 0;
            case Constraint.Inverse _ -> carriersToCome > 0;
        };
    }

    /**
     * Whether slots that siblings were just offered leave none for this pod on the node: one of them may be on its way there,
     * and be the very reason why there is no room. What the pod was offered itself is over: it is looked for victims for.
     */
    public boolean isOnOffer(PodEntry entry, List<Constraint> constraints, int node) {
        return constraints.stream().anyMatch(constraint -> {
            CapUsage usage = constraint.usage();
            int domain = usage.group().topology().domain(node);
            int group = states.claims().passing(usage.groupClaims(), domain);
            int carriers = states.claims().passing(usage.carrierClaims(), domain);
            int held = states.claims().heldByOthers(own(entry), usage.groupClaims(), domain);
            boolean full = group > 0
                    && usage.group().possible(domain) + held + group
                            >= usage.cap().max();
            return isClosed(constraint, full, usage.carriers().count(domain), carriers);
        });
    }

    private Optional<Reservation> own(PodEntry entry) {
        return Optional.ofNullable(states.of(entry.pod().id().uid()).reservation());
    }
}
