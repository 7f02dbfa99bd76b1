package dev.evenkeel.placement;

/**
 * How much a rule may say, and how many groups may be counted at once.
 *
 * @param annotationLength characters of one annotation's value
 * @param selectorTerms requirements of one selector
 * @param termsPerRule terms of one {@code evenkeel.dev/spread}
 * @param liveGroups tallies kept at once; a required rule that would need one more waits, a live one is never given up
 */
public record RuleLimits(int annotationLength, int selectorTerms, int termsPerRule, int liveGroups) {
    public static final RuleLimits DEFAULTS = new RuleLimits(4_096, 16, 8, 10_000);

    public RuleLimits {
        if (annotationLength < 1 || selectorTerms < 1 || termsPerRule < 1 || liveGroups < 1) {
            throw new IllegalArgumentException("limits must be 1 or more: annotationLength " + annotationLength
                    + ", selectorTerms " + selectorTerms + ", termsPerRule " + termsPerRule + ", liveGroups "
                    + liveGroups);
        }
    }
}
