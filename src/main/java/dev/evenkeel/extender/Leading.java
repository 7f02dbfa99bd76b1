package dev.evenkeel.extender;

/**
 * Whether callers should stay with this instance. kube-scheduler keeps a connection for ever, even if another leads.
 */
public interface Leading {
    /** Whether it leads now. */
    boolean leads();
}
