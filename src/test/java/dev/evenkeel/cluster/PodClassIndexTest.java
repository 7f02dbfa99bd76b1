package dev.evenkeel.cluster;

import static dev.evenkeel.placement.PodPicture.pod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.labels.LabelIndex;
import dev.evenkeel.labels.Labels;
import dev.evenkeel.labels.Selector;
import dev.evenkeel.objects.Pod;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What the index finds is held by {@link CountsProperties}; here, what it keeps. */
class PodClassIndexTest {
    private static Pod labelled(int labels) {
        Map<String, String> map = new TreeMap<>();
        for (int i = 0; i < labels; i++) {
            map.put("k" + i, "");
        }
        Pod drawn = pod("wide-" + labels).pod();
        return new Pod(drawn.id(), 1, Labels.of(map), Labels.NONE, drawn.node(), drawn.phase(), drawn.requests());
    }

    @Test
    void aPodClassIsKeptInFewPlacesHoweverManyLabelsItHas() {
        PodClassIndex index = new PodClassIndex();
        index.join(labelled(LabelIndex.MOST_INDEXED));
        int usual = index.entries();
        assertThat(usual).isEqualTo(LabelIndex.MOST_INDEXED + 2);

        index.join(labelled(100_000));
        assertThat(index.entries() - usual).isEqualTo(3);
    }

    @Test
    void dropsEmptyClasses() {
        PodClassIndex index = new PodClassIndex();
        List<PodClass> podClasses = new ArrayList<>();
        for (int labels : List.of(0, 3, 32, 33, 1_000)) {
            podClasses.add(index.join(labelled(labels)));
        }
        podClasses.forEach(index::left);
        assertThat(index.entries()).isZero();
    }

    @Test
    void podsOfVeryManyLabelsAreSharedToo() {
        PodClassIndex index = new PodClassIndex();
        Pod wide = labelled(100);
        PodClass podClass = index.join(wide);
        Population one = new Population.Matching(wide.id().namespace(), Selector.of(Labels.of("k1", "")));
        Population other = new Population.Matching(wide.id().namespace(), Selector.of(Labels.of("k2", "")));
        Population another = new Population.Matching(wide.id().namespace(), Selector.of(Labels.of("x", "")));

        assertThat(index.overlap(one, other)).isTrue();
        assertThat(index.overlap(one, another)).isFalse();
        index.left(podClass);
        assertThat(index.overlap(one, other)).isFalse();
    }
}
