package dev.evenkeel.rule;

import dev.evenkeel.labels.LabelKey;

/**
 * What Kubernetes takes for a label key and a label value:
 * {@code k8s.io/apimachinery/pkg/util/validation}, IsQualifiedName and IsValidLabelValue.
 */
final class LabelSyntax {
    private LabelSyntax() {}

    static boolean isKey(String text) {
        return LabelKey.isOne(text);
    }

    /** A label value may be empty. */
    static boolean isValue(String text) {
        return text.isEmpty() || LabelKey.isName(text);
    }
}
