package dev.evenkeel.nodes;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.Size;

class NodeTableProperties {
    /** A name to be added to one of the tables that there are. */
    record Growth(int table, int name) {}

    @Provide
    Arbitrary<Growth> growth() {
        return net.jqwik.api.Combinators.combine(
                        Arbitraries.integers().between(0, 1_000),
                        Arbitraries.integers().between(0, 60))
                .as(Growth::new);
    }

    @Property(tries = 300)
    void everyTableOfATreeOfForksIsAMapOfItsOwn(
            @ForAll @Size(max = 120) List<@net.jqwik.api.From("growth") Growth> all) {
        List<NodeTable> tables = new ArrayList<>(List.of(NodeTable.empty()));
        List<Map<String, Integer>> models = new ArrayList<>(List.of(Map.of()));
        for (Growth growth : all) {
            // Mostly the newest, as in use, else any of the older ones.
            int from = growth.table() % 2 == 0 ? tables.size() - 1 : growth.table() % tables.size();
            String name = "n" + growth.name();
            Map<String, Integer> model = new HashMap<>(models.get(from));
            model.putIfAbsent(name, model.size());
            tables.add(tables.get(from).with(name));
            models.add(model);
        }
        for (int i = 0; i < tables.size(); i++) {
            holdsExactly(tables.get(i), models.get(i));
        }
    }

    /** A name that needs a number: a new one, or that of another name that needs none any more. */
    record Need(int name, int freed, boolean fresh) {}

    @Provide
    Arbitrary<Need> needs() {
        return net.jqwik.api.Combinators.combine(
                        Arbitraries.integers().between(0, 60),
                        Arbitraries.integers().between(0, 1_000),
                        Arbitraries.of(true, false))
                .as(Need::new);
    }

    @Property(tries = 300)
    void numbersThatWereNotReusedMeanTheSameInEveryLaterTable(
            @ForAll @Size(max = 150) List<@net.jqwik.api.From("needs") Need> all) {
        List<NodeTable> tables = new ArrayList<>(List.of(NodeTable.empty()));
        List<Map<String, Integer>> models = new ArrayList<>(List.of(Map.of()));
        for (Need need : all) {
            NodeTable last = tables.getLast();
            Map<String, Integer> model = new HashMap<>(models.getLast());
            String name = "n" + need.name();
            if (model.containsKey(name)) {
                continue;
            }
            int number = need.fresh() || model.isEmpty() ? model.size() : need.freed() % model.size();
            tables.add(number == model.size() ? last.with(name) : last.giving(number, name));
            model.values().remove(number);
            model.put(name, number);
            models.add(model);
        }
        for (int i = 0; i < tables.size(); i++) {
            holdsExactly(tables.get(i), models.get(i));
        }
        NodeTable newest = tables.getLast();
        for (int i = 0; i < tables.size(); i++) {
            NodeSet reused = newest.reusedSince(tables.get(i).generation());
            List<Map<String, Integer>> since = models.subList(i, models.size());
            models.get(i)
                    .forEach((name, number) -> assertThat(reused.contains(number))
                            .as("%s had number %s", name, number)
                            .isEqualTo(since.stream().anyMatch(model -> !number.equals(model.get(name)))));
        }
    }

    private static void holdsExactly(NodeTable table, Map<String, Integer> model) {
        assertThat(table.size()).isEqualTo(model.size());
        for (int name = 0; name <= 60; name++) {
            int number = model.getOrDefault("n" + name, NodeTable.ABSENT);
            byte[] text = ("n" + name).getBytes(StandardCharsets.US_ASCII);
            assertThat(table.number("n" + name)).isEqualTo(number);
            assertThat(table.number(text, 0, text.length)).isEqualTo(number);
        }
        model.forEach((name, number) -> assertThat(table.name(number)).isEqualTo(name));
    }
}
