package dev.evenkeel.kubernetes.convert;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.client.utils.Serialization;
import org.junit.jupiter.api.Test;

class ServiceConverterTest {
    @Test
    void dropsAnnotationsThatAreNotRead() {
        var service = ServiceConverter.service(Serialization.unmarshal(
                """
                apiVersion: v1
                kind: Service
                metadata:
                  namespace: n
                  name: s
                  annotations: {example.com/notes: %s, kube-vip.io/vipHost: a}
                spec: {type: ClusterIP}""".formatted("x".repeat(200_000)), io.fabric8.kubernetes.api.model.Service.class));

        assertThat(service.annotations()).hasToString("kube-vip.io/vipHost=a");
    }
}
