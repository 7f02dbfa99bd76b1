package dev.evenkeel.extender;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import java.io.IOException;
import java.io.InputStream;
import java.net.SocketException;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.eclipse.microprofile.config.ConfigProvider;
import org.junit.jupiter.api.Test;

/** With a TLS bucket the extender is reached from everywhere, and with TLS only; the management port stays as it is. */
@QuarkusTest
@SuppressWarnings("NullAway.Init") // Quarkus fills the fields in
@TestProfile(TlsTest.Bucket.class)
class TlsTest {
    private static final Path KEYS = Path.of("target", "tls-test.p12").toAbsolutePath();

    /** A bucket named "extender" with a certificate for 127.0.0.1. */
    public static final class Bucket implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            KeyStores.make(KEYS);
            return Map.of(
                    "evenkeel.source", "file",
                    "quarkus.devservices.enabled", "false",
                    "quarkus.tls.extender.key-store.p12.path", KEYS.toString(),
                    "quarkus.tls.extender.key-store.p12.password", KeyStores.PASSWORD,
                    "quarkus.http.tls-configuration-name", "extender",
                    "quarkus.http.test-ssl-port", "0",
                    "quarkus.http.test-port", "0",
                    "quarkus.management.test-port", "0");
        }
    }

    @TestHTTPResource(value = "/extender/filter", tls = true)
    URL filter;

    @TestHTTPResource(value = "/health/ready", management = true)
    URL ready;

    @Test
    void theExtenderListensEverywhereWithTlsAlone() {
        assertThat(ConfigProvider.getConfig().getValue("quarkus.http.host", String.class))
                .isEqualTo("0.0.0.0");
        assertThat(ConfigProvider.getConfig().getValue("quarkus.http.insecure-requests", String.class))
                .isEqualTo("disabled");
    }

    @Test
    void callsAreAnsweredOverHttp2AndHttp1() throws Exception {
        for (HttpClient.Version version : HttpClient.Version.values()) {
            if (version.compareTo(HttpClient.Version.HTTP_2) <= 0) {
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
        assertThat(post(HttpClient.Version.HTTP_2, new byte[17 * 1024 * 1024]).statusCode())
                .isEqualTo(413);
        assertThat(post(HttpClient.Version.HTTP_2, Calls.nodes("p", "a")).statusCode())
                .isEqualTo(200);
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

    private HttpResponse<String> post(HttpClient.Version version, byte[] body) throws Exception {
        URI uri = URI.create("https://127.0.0.1:" + filter.getPort() + filter.getPath());
        try (HttpClient client =
                HttpClient.newBuilder().version(version).sslContext(trusting()).build()) {
            return client.send(
                    HttpRequest.newBuilder(uri)
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
        }
    }

    private static SSLContext trusting() throws GeneralSecurityException, IOException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream file = Files.newInputStream(KEYS)) {
            keys.load(file, KeyStores.PASSWORD.toCharArray());
        }
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("extender", keys.getCertificate("extender"));
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }
}
