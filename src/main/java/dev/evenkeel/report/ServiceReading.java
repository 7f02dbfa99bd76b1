package dev.evenkeel.report;

import dev.evenkeel.traffic.Service;
import java.util.Locale;

/** What is known of a Service: a view of its pods, or why it does not matter where they are. */
public sealed interface ServiceReading {
    /** It matters for the Service's traffic where its pods are. */
    record Concerned(ServiceView view) implements ServiceReading {}

    /** It does not matter where the Service's pods are. */
    record Unconcerned(Service service, Why why) implements ServiceReading {}

    /** Why it does not matter where the pods of a Service are. */
    enum Why {
        NOT_EXPOSED("nothing outside of the cluster reaches it: it is neither of type LoadBalancer nor NodePort"),
        POLICY_CLUSTER("externalTrafficPolicy is Cluster: each node passes traffic on to pods anywhere"),
        NO_SELECTOR("it has no selector: its endpoints are not chosen by Kubernetes");

        private final String message;

        Why(String message) {
            this.message = message;
        }

        /** A clause for people. */
        public String message() {
            return message;
        }

        /** A word that never changes meaning: {@code policy-cluster}. */
        public String label() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }
}
