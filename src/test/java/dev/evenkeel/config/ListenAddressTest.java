package dev.evenkeel.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where the extender listens by default. */
class ListenAddressTest {
    private static final int USERS = 300;

    @Test
    void listensOnLoopbackByDefault() {
        SmallRyeConfig config = config(Map.of());

        assertThat(value(config, "quarkus.http.host")).isEqualTo("127.0.0.1");
        assertThat(value(config, "quarkus.http.port")).isEqualTo("8888");
        assertThat(value(config, "quarkus.http.insecure-requests")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"true", "TRUE", " true "})
    void listensEverywhereIfInsecure(String wanted) {
        SmallRyeConfig config = config(Map.of("evenkeel.insecure", wanted));

        assertThat(value(config, "quarkus.http.host")).isEqualTo("0.0.0.0");
        assertThat(value(config, "quarkus.http.insecure-requests")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"yes", "1", "on", "ja", "flase"})
    void refusesAnInsecureThatIsNeitherTrueNorFalse(String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> config(Map.of("evenkeel.insecure", value)))
                .withMessage("evenkeel.insecure=" + value + ": expected true or false");
    }

    @ParameterizedTest
    @ValueSource(strings = {"false", "False", ""})
    void listensOnLoopbackIfNotInsecure(String value) {
        assertThat(value(config(Map.of("evenkeel.insecure", value)), "quarkus.http.host"))
                .isEqualTo("127.0.0.1");
    }

    @Test
    void listensEverywhereButOnlyWithTlsIfTlsIsConfigured() {
        SmallRyeConfig config = config(Map.of("quarkus.http.tls-configuration-name", "extender"));

        assertThat(value(config, "quarkus.http.host")).isEqualTo("0.0.0.0");
        assertThat(value(config, "quarkus.http.ssl-port")).isEqualTo("8888");
        assertThat(value(config, "quarkus.http.insecure-requests")).isEqualTo("disabled");
    }

    @Test
    void listensWhereItIsSet() {
        SmallRyeConfig config = config(Map.of("quarkus.http.host", "127.0.0.2", "quarkus.http.port", "1234"));

        assertThat(value(config, "quarkus.http.host")).isEqualTo("127.0.0.2");
        assertThat(value(config, "quarkus.http.port")).isEqualTo("1234");
    }

    private static SmallRyeConfig config(Map<String, String> properties) {
        return new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(properties, "test", USERS))
                .withSources(new ListenAddress())
                .build();
    }

    private static @Nullable String value(SmallRyeConfig config, String key) {
        return config.getConfigValue(key).getValue();
    }
}
