package dev.evenkeel.placement;

import java.util.regex.Pattern;

/**
 * What Kubernetes takes for a label key and a label value:
 * {@code k8s.io/apimachinery/pkg/util/validation}, IsQualifiedName and IsValidLabelValue.
 */
final class LabelSyntax {
    static final int MAX_NAME = 63;
    static final int MAX_PREFIX = 253;

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9]([-A-Za-z0-9_.]*[A-Za-z0-9])?");
    private static final Pattern SUBDOMAIN =
            Pattern.compile("[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*");

    private LabelSyntax() {}

    static boolean isKey(String text) {
        int slash = text.indexOf('/');
        return slash < 0 ? isName(text) : isPrefix(text.substring(0, slash)) && isName(text.substring(slash + 1));
    }

    /** A label value may be empty. */
    static boolean isValue(String text) {
        return text.isEmpty() || isName(text);
    }

    private static boolean isPrefix(String text) {
        return text.length() <= MAX_PREFIX && SUBDOMAIN.matcher(text).matches();
    }

    private static boolean isName(String text) {
        return text.length() <= MAX_NAME && NAME.matcher(text).matches();
    }
}
