package dev.evenkeel.extender;

import dev.evenkeel.objects.PodId;

/**
 * Checks names as Kubernetes does: a name that passes is put into the path of requests that are made with evenkeel's
 * own rights.
 */
final class Names {
    /** DNS subdomains: the names of most objects. */
    private static final int LONGEST = 253;

    /** DNS labels: the names of namespaces. */
    private static final int LONGEST_NAMESPACE = 63;

    private Names() {}

    /** The name of a node, or a {@link BadCallException}. */
    static String node(String field, String name) throws BadCallException {
        if (!isName(name, LONGEST)) {
            throw new BadCallException(field + ": expected the name of a node, found '" + name + "'");
        }
        return name;
    }

    /** Which pod, or a {@link BadCallException}. */
    static PodId pod(String fields, String namespace, String name, String uid) throws BadCallException {
        boolean named = isName(namespace, LONGEST_NAMESPACE) && namespace.indexOf('.') < 0 && isName(name, LONGEST);
        if (!named || !isUid(uid)) {
            throw new BadCallException(
                    fields + ": expected those of a pod, found '" + namespace + "', '" + name + "' and '" + uid + "'");
        }
        return new PodId(namespace, name, uid);
    }

    /** The UID of a pod, or a {@link BadCallException}. */
    static String uid(String field, String uid) throws BadCallException {
        if (!isUid(uid)) {
            throw new BadCallException(field + ": expected the UID of a pod, found '" + uid + "'");
        }
        return uid;
    }

    /** Lower-case letters, digits, hyphens and single dots only, so that a name cannot change a path. */
    private static boolean isName(String text, int longest) {
        if (text.isEmpty() || text.length() > longest) {
            return false;
        }
        char before = '.';
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (!mayFollow(before, c)) {
                return false;
            }
            before = c;
        }
        return before != '.';
    }

    /**
     * The end of the name of a node that begins at {@code begin}: what follows cannot be part of a name.
     *
     * @return -1 if there is no valid name
     */
    static int endOfNode(byte[] text, int begin) {
        int end = begin;
        char before = '.';
        while (end < text.length) {
            char c = (char) (text[end] & 0xff);
            if (!mayFollow(before, c)) {
                break;
            }
            before = c;
            end++;
        }
        return before == '.' || end - begin > LONGEST ? -1 : end;
    }

    /** Whether {@code c} may follow {@code before} in a name. */
    private static boolean mayFollow(char before, char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || (c == '.' && before != '.');
    }

    /** UIDs have no documented syntax: any visible ASCII characters. */
    private static boolean isUid(String text) {
        return !text.isEmpty() && text.length() <= LONGEST && text.chars().allMatch(c -> c > ' ' && c < 0x7f);
    }
}
