package dev.evenkeel.labels;

import java.util.regex.Pattern;

/** The syntax of label keys: IsQualifiedName in {@code k8s.io/apimachinery/pkg/util/validation}. */
public final class LabelKey {
    /** The longest name, in characters. */
    public static final int MAX_NAME = 63;
    /** The longest prefix, in characters. */
    public static final int MAX_PREFIX = 253;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?");
    private static final Pattern SUBDOMAIN =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");

    private LabelKey() {}

    /** Whether the text is a label key: a name, or a prefix, a slash and a name. */
    public static boolean isOne(String text) {
        int slash = text.indexOf('/');
        return slash < 0 ? isName(text) : isPrefix(text.substring(0, slash)) && isName(text.substring(slash + 1));
    }

    /** Whether the text is the name of a label key. A label value is either such a text or empty. */
    public static boolean isName(String text) {
        return text.length() <= MAX_NAME && NAME.matcher(text).matches();
    }

    private static boolean isPrefix(String text) {
        return text.length() <= MAX_PREFIX && SUBDOMAIN.matcher(text).matches();
    }
}
