package dev.evenkeel.rule;

import dev.evenkeel.labels.LabelKey;

/**
 * The syntax of label keys and label values: IsQualifiedName and IsValidLabelValue in
 * {@code k8s.io/apimachinery/pkg/util/validation}.
 */
final class LabelSyntax {
    private LabelSyntax() {}

    /** Whether the text is a label key. */
    static boolean isKey(String text) {
        return LabelKey.isOne(text);
    }

    /** Whether the text is a label value, which may be empty. */
    static boolean isValue(String text) {
        return text.isEmpty() || LabelKey.isName(text);
    }
}
