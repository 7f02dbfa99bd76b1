package dev.evenkeel.extender;

/** Whether callers should stay with this instance. kube-scheduler keeps a connection for ever, whoever leads by then. */
public interface Leading {
    /** Whether it leads now. */
    boolean leads();
}
