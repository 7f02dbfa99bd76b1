package dev.evenkeel.placement;

/** The annotation keys that evenkeel reads. Keys never change meaning; new ones are only added. */
public final class Annotations {
    /** All keys start with this. */
    public static final String PREFIX = "evenkeel.dev/";

    /** The terms that keep the pod's group apart. */
    public static final String SPREAD = PREFIX + "spread";

    private Annotations() {}
}
