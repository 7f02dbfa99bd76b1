package dev.evenkeel.rehearse;

import java.net.URI;

/**
 * Where a running evenkeel listens.
 *
 * @param extender the prefix of the extender's verbs: kube-scheduler's {@code urlPrefix}
 * @param management what explains decisions, without a slash at the end
 */
public record Endpoints(URI extender, URI management) {}
