/**
 * Labels and label selectors, as Kubernetes defines them.
 *
 * <p>Keeps true: a selector matches what the API server's would (apimachinery, labels.Selector), and its text parses
 * back to an equal selector. Start reading at {@link dev.evenkeel.labels.Selector}.
 */
@NullMarked
package dev.evenkeel.labels;

import org.jspecify.annotations.NullMarked;
