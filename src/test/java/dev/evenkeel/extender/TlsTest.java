package dev.evenkeel.extender;

import static java.net.http.HttpClient.Version.HTTP_2;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import io.quarkus.tls.CertificateUpdatedEvent;
import io.quarkus.tls.TlsConfiguration;
import io.quarkus.tls.TlsConfigurationRegistry;
import jakarta.enterprise.event.Event;
import jakarta.inject.Inject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketException;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import javax.net.ssl.SSLContext;
import org.awaitility.Awaitility;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

/**
 * With a TLS bucket the extender is reached from everywhere, but only with TLS and by whom the bucket's CA has signed;
 * the management port stays as it is.
 */
@QuarkusTest
@SuppressWarnings("NullAway.Init") // Quarkus fills the fields in
@TestProfile(TlsTest.Bucket.class)
class TlsTest {
    private static final Path FOLDER = Path.of("target", "tls-test").toAbsolutePath();
    private static final Authority AUTHORITY = Authority.make(FOLDER.resolve("authority.p12"));
    private static final Authority.Certified SCHEDULER = AUTHORITY.sign("scheduler", "clientAuth");

    /** A bucket named "extender" with a certificate for 127.0.0.1, and the CA of its callers. */
    public static final class Bucket implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            Authority.Certified extender = AUTHORITY.sign("extender", "serverAuth", "ip:127.0.0.1");
            return Map.of(
                    "evenkeel.source", "file",
                    "quarkus.devservices.enabled", "false",
                    "quarkus.tls.extender.key-store.pem.0.cert", write("tls.crt", extender.certificatePem()),
                    "quarkus.tls.extender.key-store.pem.0.key", write("tls.key", extender.keyPem()),
                    "quarkus.tls.extender.trust-store.pem.certs", write("ca.crt", AUTHORITY.pem()),
                    "quarkus.http.tls-configuration-name", "extender",
                    "quarkus.http.test-ssl-port", "0",
                    "quarkus.http.test-port", "0",
                    "quarkus.management.test-port", "0");
        }

        private static String write(String name, String content) {
            try {
                return Files.writeString(FOLDER.resolve(name), content).toString();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    @Inject
    TlsConfigurationRegistry registry;

    @Inject
    Event<CertificateUpdatedEvent> renewals;

    @TestHTTPResource(value = "/extender/filter", tls = true)
    URL filter;

    @TestHTTPResource(value = "/health/ready", management = true)
    URL ready;

    @Test
    void theExtenderListensEverywhereIfTlsIsConfigured() {
        assertThat(ConfigProvider.getConfig().getValue("quarkus.http.host", String.class))
                .isEqualTo("0.0.0.0");
        assertThat(ConfigProvider.getConfig().getValue("quarkus.http.insecure-requests", String.class))
                .isEqualTo("disabled");
    }

    @Test
    void callsAreAnsweredOverHttp2AndHttp1() throws Exception {
        for (HttpClient.Version version : HttpClient.Version.values()) {
            if (version.compareTo(HTTP_2) <= 0) {
                HttpResponse<String> answer = post(version, Calls.nodes("p", "a"));

                assertThat(answer.version()).isEqualTo(version);
                assertThat(answer.statusCode()).isEqualTo(200);
                assertThat(answer.body())
                        .isEqualTo("{\"NodeNames\":[\"a\"],\"FailedAndUnresolvableNodes\":{},\"Error\":\"\"}");
                assertThat(answer.headers().firstValue("content-type")).contains("application/json");
            }
        }
    }

    @Test
    void oversizeIsRefusedOverHttp2Too() throws Exception {
        assertThat(post(HTTP_2, new byte[17 * 1024 * 1024]).statusCode()).isEqualTo(413);
        assertThat(post(HTTP_2, Calls.nodes("p", "a")).statusCode()).isEqualTo(200);
    }

    @Test
    void plainTextIsNotAnswered() throws IOException {
        try (RawConnection plain = new RawConnection(filter.getPort())) {
            assertThat(plain.post("/extender/filter", Calls.nodes("p", "a")).isClosedByServer())
                    .isTrue();
        } catch (SocketException reset) {
            assertThat(reset).hasMessageContaining("reset");
        }
    }

    @Test
    void theManagementPortStaysPlain() throws Exception {
        assertThat(ready.getProtocol()).isEqualTo("http");
        try (HttpClient client = HttpClient.newHttpClient()) {
            assertThat(client.send(HttpRequest.newBuilder(ready.toURI()).build(), HttpResponse.BodyHandlers.ofString())
                            .statusCode())
                    .isIn(200, 503);
        }
    }

    @Test
    void refusesAClientWithoutACertificate() {
        assertThatIOException().isThrownBy(() -> post(HTTP_2, AUTHORITY.trusting(), Calls.nodes("p", "a")));
    }

    @Test
    void refusesACertificateOfAnotherAuthority() {
        Authority another = Authority.make(FOLDER.resolve("another.p12"));
        SSLContext stranger = AUTHORITY.trusting(another.sign("scheduler", "clientAuth"));

        assertThatIOException().isThrownBy(() -> post(HTTP_2, stranger, Calls.nodes("p", "a")));
    }

    @Test
    void refusesAServersCertificateFromAClient() {
        SSLContext server = AUTHORITY.trusting(AUTHORITY.sign("server", "serverAuth"));

        assertThatIOException().isThrownBy(() -> post(HTTP_2, server, Calls.nodes("p", "a")));
    }

    @Test
    void refusesAClientWithoutACertificateAfterARenewalToo() throws Exception {
        TlsConfiguration bucket = registry.get("extender").orElseThrow();
        Authority.Certified renewed = AUTHORITY.sign("renewed", "serverAuth", "ip:127.0.0.1");
        Bucket.write("tls.crt", renewed.certificatePem());
        Bucket.write("tls.key", renewed.keyPem());

        assertThat(bucket.reload()).isTrue();
        renewals.fire(new CertificateUpdatedEvent("extender", bucket));

        Awaitility.await()
                .untilAsserted(() -> assertThat(post(HTTP_2, Calls.nodes("p", "a"))
                                .sslSession()
                                .orElseThrow()
                                .getPeerCertificates()[0])
                        .isEqualTo(renewed.chain().getFirst()));
        assertThatIOException().isThrownBy(() -> post(HTTP_2, AUTHORITY.trusting(), Calls.nodes("p", "a")));
    }

    private HttpResponse<String> post(HttpClient.Version version, byte[] body)
            throws IOException, InterruptedException {
        return post(version, AUTHORITY.trusting(SCHEDULER), body);
    }

    private HttpResponse<String> post(HttpClient.Version version, SSLContext client, byte[] body)
            throws IOException, InterruptedException {
        URI uri = URI.create("https://127.0.0.1:" + filter.getPort() + filter.getPath());
        try (HttpClient http =
                HttpClient.newBuilder().version(version).sslContext(client).build()) {
            return http.send(
                    HttpRequest.newBuilder(uri)
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }
}
