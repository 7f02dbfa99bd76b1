package dev.evenkeel.rule;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopologyKeyTest {
    @ParameterizedTest
    @CsvSource({
        "host,   kubernetes.io/hostname",
        "zone,   topology.kubernetes.io/zone",
        "region, topology.kubernetes.io/region"
    })
    void readsAShortNameAsALabelKey(String name, String label) {
        assertThat(TopologyKey.of(name).label()).isEqualTo(label);
        assertThat(TopologyKey.of(label)).isEqualTo(TopologyKey.of(name)).hasToString(name);
    }

    @Test
    void readsAnyOtherKeyAsItself() {
        assertThat(TopologyKey.of("example.com/rack").label()).isEqualTo("example.com/rack");
        assertThat(TopologyKey.of("example.com/rack")).hasToString("example.com/rack");
    }

    @Test
    void printsATermInFull() {
        assertThat(new Term(Term.Strength.PREFERRED, TopologyKey.ZONE, 2, true))
                .hasToString("preferred zone max 2 per-revision");
    }
}
