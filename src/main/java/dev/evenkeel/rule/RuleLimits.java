package dev.evenkeel.rule;

/**
 * Limits on the size of rules, and on the number of groups that are counted at once. All are 1 or more.
 *
 * @param annotationLength characters of one annotation's value
 * @param selectorTerms requirements of one selector
 * @param termsPerRule terms of one {@code evenkeel.dev/spread}
 * @param liveGroups groups that required rules count at once; a group with caps of very many different numbers counts
 *     as several. A waiting pod whose rule needs one more keeps waiting. Groups in use are never dropped, and pods that
 *     have a place may exceed the limit
 * @param softGroups groups that preferred terms and plans of Services count at once, beside {@code liveGroups}; a term
 *     or a plan that needs one more is ignored
 */
public record RuleLimits(int annotationLength, int selectorTerms, int termsPerRule, int liveGroups, int softGroups) {
    /** The defaults of the settings. */
    public static final RuleLimits DEFAULTS = new RuleLimits(4_096, 16, 8, 10_000, 10_000);

    /**
     * Checks the values.
     *
     * @throws IllegalArgumentException if one of them is below 1
     */
    public RuleLimits {
        boolean sound = annotationLength > 0 && selectorTerms > 0 && termsPerRule > 0;
        if (!sound || liveGroups < 1 || softGroups < 1) {
            throw new IllegalArgumentException("limits must be 1 or more: annotationLength " + annotationLength
                    + ", selectorTerms " + selectorTerms + ", termsPerRule " + termsPerRule + ", liveGroups "
                    + liveGroups + ", softGroups " + softGroups);
        }
    }
}
