package dev.evenkeel.rehearse;

import static dev.evenkeel.rehearse.Scenes.onlyOn;
import static dev.evenkeel.rehearse.Scenes.pod;
import static org.assertj.core.api.Assertions.assertThat;

import dev.evenkeel.cluster.AntiAffinityTerm;
import dev.evenkeel.cluster.Pod;
import dev.evenkeel.file.PodObject;
import dev.evenkeel.labels.Labels;
import dev.evenkeel.labels.Selector;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HttpDriverTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);
    private static final PodObject WEB = onlyOn("a", pod("web-1", "web", "required"));

    @Test
    void sendsFilterAsKubeSchedulerDoes() throws IOException {
        String answer = """
                {"NodeNames":["b"],"FailedNodes":{"c":"slow"},"FailedAndUnresolvableNodes":{"a":"full"},"Error":""}""";
        try (ExtenderServer server = ExtenderServer.answering(200, answer);
                HttpDriver driver = new HttpDriver(server.prefix(), TIMEOUT)) {
            assertThat(driver.filter(WEB, List.of("a", "b", "c")))
                    .isEqualTo(new FilterReply.Nodes(List.of("b"), Map.of("a", "full", "c", "slow")));
            assertThat(server.calls).containsExactly("POST /extender/filter", """
                            {"Pod":{"metadata":{"name":"web-1","namespace":"shop","uid":"uid-web-1",\
                            "resourceVersion":"1","labels":{"app":"web"},"annotations":{"evenkeel.dev/spread":"required"}},\
                            "spec":{"containers":[{"name":"all","resources":{"requests":{"cpu":"500m",\
                            "memory":"1073741824"}}}],"nodeSelector":{"kubernetes.io/hostname":"a"},\
                            "schedulerName":"evenkeel-scheduler","priority":0},"status":{"phase":"Pending"}},\
                            "Nodes":null,"NodeNames":["a","b","c"]}""");
        }
    }

    @Test
    void sendsAPodWithItsAntiAffinityAndItsOwner() {
        Pod pod = WEB.pod();
        Selector selector = new Selector(List.of(
                new Selector.In("app", List.of("web")),
                new Selector.NotIn("track", List.of("canary")),
                new Selector.Exists("tier"),
                new Selector.DoesNotExist("old")));
        Pod changed = new Pod(
                pod.id(),
                1,
                Labels.NONE,
                Labels.NONE,
                pod.node(),
                pod.phase(),
                pod.requests(),
                List.of(new AntiAffinityTerm(selector, "kubernetes.io/hostname")),
                true,
                pod.scheduling(),
                pod.controller());

        String args = ExtenderWire.args(new PodObject(changed, Labels.NONE), List.of());

        assertThat(args)
                .contains(
                        "\"ownerReferences\":[{\"apiVersion\":\"apps/v1\",\"kind\":\"DaemonSet\",\"controller\":true}]")
                .contains("\"affinity\":{\"podAntiAffinity\":{\"requiredDuringSchedulingIgnoredDuringExecution\":["
                        + "{\"topologyKey\":\"kubernetes.io/hostname\",\"labelSelector\":{\"matchExpressions\":["
                        + "{\"key\":\"old\",\"operator\":\"DoesNotExist\"},"
                        + "{\"key\":\"app\",\"operator\":\"In\",\"values\":[\"web\"]},"
                        + "{\"key\":\"tier\",\"operator\":\"Exists\"},"
                        + "{\"key\":\"track\",\"operator\":\"NotIn\",\"values\":[\"canary\"]}]}}]}}");
    }

    @Test
    void readsScoresFromPrioritize() throws IOException {
        try (ExtenderServer server =
                        ExtenderServer.answering(200, "[{\"Host\":\"a\",\"Score\":10},{\"Host\":\"b\",\"Score\":0}]");
                HttpDriver driver = new HttpDriver(server.prefix(), TIMEOUT)) {
            assertThat(driver.prioritize(WEB, List.of("a", "b")))
                    .isEqualTo(new ScoreReply.Scores(Map.of("a", 10, "b", 0)));
            assertThat(server.calls.peek()).isEqualTo("POST /extender/prioritize");
        }
    }

    @Test
    void sendsPodAndNodeWithBind() throws IOException {
        try (ExtenderServer server = ExtenderServer.answering(200, "{\"Error\":\"\"}");
                HttpDriver driver = new HttpDriver(server.prefix(), TIMEOUT)) {
            assertThat(driver.bind(WEB.pod().id(), "a")).isEqualTo(new BindReply.Bound());
            assertThat(server.calls)
                    .containsExactly(
                            "POST /extender/bind",
                            "{\"PodName\":\"web-1\",\"PodNamespace\":\"shop\",\"PodUID\":\"uid-web-1\",\"Node\":\"a\"}");
        }
    }

    @Test
    void readsAnAbsentListOfNodesAsNone() throws IOException {
        assertThat(filterOn(200, "{\"NodeNames\":null,\"FailedNodes\":null,\"Error\":\"\"}"))
                .isEqualTo(new FilterReply.Nodes(List.of(), Map.of()));
    }

    @Test
    void failsTheCycleIfAnAnswerCannotBeUsed() throws IOException {
        assertThat(filterOn(200, "{\"Error\":\"not yet\"}")).isEqualTo(new FilterReply.Failed("not yet"));
        assertThat(message(filterOn(500, "broken"))).endsWith("/extender/filter answered 500: broken");
        assertThat(message(filterOn(200, "no json"))).startsWith("undecodable answer, ");
        assertThat(message(filterOn(200, ""))).startsWith("undecodable answer, ");
        assertThat(message(filterOn(200, "{\"NodeNames\":[\"z\"]}")))
                .isEqualTo("the extender claims a filtered node \"z\" that was not asked about");
    }

    @Test
    void reportsErrorsOfTheOtherVerbs() throws IOException {
        try (ExtenderServer server = ExtenderServer.answering(200, "{\"Error\":\"taken\"}");
                HttpDriver driver = new HttpDriver(server.prefix(), TIMEOUT)) {
            assertThat(driver.bind(WEB.pod().id(), "a")).isEqualTo(new BindReply.Failed("taken"));
            assertThat(driver.prioritize(WEB, List.of("a"))).isInstanceOf(ScoreReply.Failed.class);
        }
    }

    @Test
    void failsIfNothingListens() {
        // Port 9 (discard) is served nowhere any more.
        try (HttpDriver driver = new HttpDriver(URI.create("http://127.0.0.1:9/extender"), TIMEOUT)) {
            assertThat(message(driver.filter(WEB, List.of("a"))))
                    .startsWith("http://127.0.0.1:9/extender/filter did not answer: ");
            assertThat(driver.bind(WEB.pod().id(), "a")).isInstanceOf(BindReply.Failed.class);
        }
    }

    private static FilterReply filterOn(int status, String answer) throws IOException {
        try (ExtenderServer server = ExtenderServer.answering(status, answer);
                HttpDriver driver = new HttpDriver(server.prefix(), TIMEOUT)) {
            return driver.filter(WEB, List.of("a"));
        }
    }

    private static String message(FilterReply reply) {
        return switch (reply) {
            case FilterReply.Nodes nodes -> "answered " + nodes;
            case FilterReply.Failed failed -> failed.message();
        };
    }
}
