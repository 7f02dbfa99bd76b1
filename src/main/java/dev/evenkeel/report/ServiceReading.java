package dev.evenkeel.report;

import dev.evenkeel.traffic.Service;
import java.util.Locale;

/** What there is to say of a Service that is known. */
public sealed interface ServiceReading {
    /** Where its pods stand decides how much traffic each gets. */
    record Concerned(ServiceView view) implements ServiceReading {}

    /** Where its pods stand does not matter. */
    record Unconcerned(Service service, Why why) implements ServiceReading {}

    /** Why it does not matter where the pods of a Service stand. */
    enum Why {
        NOT_EXPOSED("nothing outside of the cluster reaches it: it is neither of type LoadBalancer nor NodePort"),
        POLICY_CLUSTER("externalTrafficPolicy is Cluster: each node passes traffic on to pods anywhere"),
        NO_SELECTOR("it has no selector: whoever writes its endpoints decides where they are");

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
