package dev.evenkeel.api;

/**
 * Something that is wrong with a Service, to be told to those who look at it.
 *
 * @param uid of the Service; empty if it is not known
 */
public record ServiceProblem(String namespace, String name, String uid, Reason reason, String message)
        implements Problem {
    @Override
    public String kind() {
        return "Service";
    }
}
