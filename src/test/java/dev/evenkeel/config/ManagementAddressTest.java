package dev.evenkeel.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.util.Map;
import java.util.ServiceLoader;
import org.junit.jupiter.api.Test;

class ManagementAddressTest {
    private static final int USERS = 300;
    private static final Map<String, String> POD = Map.of("KUBERNETES_SERVICE_HOST", "10.96.0.1");

    @Test
    void listensOnLoopbackOutsideOfACluster() {
        assertThat(host(Map.of(), Map.of())).isEqualTo("127.0.0.1");
    }

    @Test
    void listensWhereTheKubeletReachesItInAPod() {
        assertThat(host(POD, Map.of())).isEqualTo("0.0.0.0");
    }

    @Test
    void listensWhereItIsSet() {
        assertThat(host(POD, Map.of("quarkus.management.host", "127.0.0.1"))).isEqualTo("127.0.0.1");
        assertThat(host(Map.of(), Map.of("quarkus.management.host", "0.0.0.0"))).isEqualTo("0.0.0.0");
    }

    @Test
    void isRegisteredAsAConfigSource() {
        assertThat(ServiceLoader.load(io.smallrye.config.ConfigSourceFactory.class))
                .anyMatch(ManagementAddress.class::isInstance);
    }

    private static String host(Map<String, String> environment, Map<String, String> properties) {
        return new SmallRyeConfigBuilder()
                .withSources(new PropertiesConfigSource(properties, "test", USERS))
                .withSources(new ManagementAddress(environment))
                .build()
                .getConfigValue("quarkus.management.host")
                .getValue();
    }
}
