package dev.evenkeel.labels;

import java.util.regex.Pattern;

/** What Kubernetes takes for a label key: {@code k8s.io/apimachinery/pkg/util/validation}, IsQualifiedName. */
public final class LabelKey {
    public static final int MAX_NAME = 63;
    public static final int MAX_PREFIX = 253;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?");
    private static final Pattern SUBDOMAIN =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");

    private LabelKey() {}

    /** Whether the text is one: a name, or a prefix, a slash and a name. */
    public static boolean isOne(String text) {
        int slash = text.indexOf('/');
        return slash < 0 ? isName(text) : isPrefix(text.substring(0, slash)) && isName(text.substring(slash + 1));
    }

    /** Whether the text is the part of one after its prefix; a label value is empty or such a text, too. */
    public static boolean isName(String text) {
        return text.length() <= MAX_NAME && NAME.matcher(text).matches();
    }

    private static boolean isPrefix(String text) {
        return text.length() <= MAX_PREFIX && SUBDOMAIN.matcher(text).matches();
    }
}
