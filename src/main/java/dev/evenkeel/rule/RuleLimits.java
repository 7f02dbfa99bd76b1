package dev.evenkeel.rule;

/**
 * How much a rule may say, and how many groups may be counted at once.
 *
 * @param annotationLength characters of one annotation's value
 * @param selectorTerms requirements of one selector
 * @param termsPerRule terms of one {@code evenkeel.dev/spread}
 * @param liveGroups groups of required rules that are counted at once, one that is limited to very many numbers as several; a waiting pod whose rule would need one more waits on. A
 *     live one is never given up, and one of a pod that has its place is counted beyond
 * @param softGroups groups that preferred terms and plans of Services count at once, apart from {@code liveGroups}; a term
 *     or a plan that would need one more is passed over
 */
public record RuleLimits(int annotationLength, int selectorTerms, int termsPerRule, int liveGroups, int softGroups) {
    public static final RuleLimits DEFAULTS = new RuleLimits(4_096, 16, 8, 10_000, 10_000);

    public RuleLimits {
        boolean sound = annotationLength > 0 && selectorTerms > 0 && termsPerRule > 0;
        if (!sound || liveGroups < 1 || softGroups < 1) {
            throw new IllegalArgumentException("limits must be 1 or more: annotationLength " + annotationLength
                    + ", selectorTerms " + selectorTerms + ", termsPerRule " + termsPerRule + ", liveGroups "
                    + liveGroups + ", softGroups " + softGroups);
        }
    }
}
