package dev.evenkeel.placement;

import static dev.evenkeel.placement.ClusterPicture.cluster;
import static dev.evenkeel.placement.PodPicture.pod;
import static dev.evenkeel.placement.PodPicture.web;

import org.junit.jupiter.api.Test;

class ScoreTest {
    @Test
    void fewerSiblingsScoreBetter() {
        cluster("a:2 b:1 c:0").score(web().spread("preferred")).scores("a:0 b:5 c:10");
    }

    @Test
    void equalNodesScoreBest() {
        cluster("a: b:").score(web().spread("preferred")).scores("a:10 b:10");
        cluster("a:3 b:3").score(web().spread("preferred")).scores("a:10 b:10");
    }

    @Test
    void upToMaxSiblingsCostNothing() {
        cluster("a:3 b:2 c:1 d:0").score(web().spread("preferred max 2")).scores("a:0 b:5 c:10 d:10");
    }

    @Test
    void aZoneScoresAsOne() {
        cluster("a/z1:web b/z1: c/z2:").score(web().spread("preferred zone")).scores("a:0 b:0 c:10");
    }

    @Test
    void aNodeWithoutTheKeyScoresWorst() {
        cluster("a: b/z1:2 c/z2:0").score(web().spread("preferred zone")).scores("a:0 b:0 c:10");
    }

    @Test
    void severalTermsScoreTheirMeanRoundedDown() {
        cluster("a/z1:2 b/z1:1 c/z2:0")
                .score(web().spread("preferred, preferred zone"))
                .scores("a:0 b:2 c:10");
    }

    @Test
    void requiredTermsAndPlainPodsScoreNothing() {
        cluster("a:2 b:").score(web()).scores("a:0 b:0");
        cluster("a:2 b:").score(pod("web")).scores("a:0 b:0");
        cluster("a:2 b:").score(web().spread("preferrd")).scores("a:0 b:0");
    }

    @Test
    void permittedSiblingsCount() {
        ClusterPicture cluster = cluster("a: b:");
        cluster.place(web(1).spread("preferred"), "a").isGranted();
        cluster.score(web(2).spread("preferred")).scores("a:0 b:10");
    }

    @Test
    void theRuleIsRememberedFromFilterOn() {
        ClusterPicture cluster =
                cluster("a:1 b:").shows(web().spread("preferred").version(3));
        cluster.score(web().version(2)).scores("a:0 b:10");
    }
}
