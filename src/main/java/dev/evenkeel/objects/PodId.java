package dev.evenkeel.objects;

/** Which pod: the name can be used again after a pod is gone, the UID cannot. */
public record PodId(String namespace, String name, String uid) {
    public PodId {
        if (namespace.isEmpty() || name.isEmpty() || uid.isEmpty()) {
            throw new IllegalArgumentException(
                    "a pod needs a namespace, a name and a UID: '" + namespace + "', '" + name + "', '" + uid + "'");
        }
    }

    /** {@code namespace/name}. */
    @Override
    public String toString() {
        return namespace + "/" + name;
    }
}
