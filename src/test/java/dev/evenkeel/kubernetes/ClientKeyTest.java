package dev.evenkeel.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsExchange;
import com.sun.net.httpserver.HttpsParameters;
import com.sun.net.httpserver.HttpsServer;
import dev.evenkeel.extender.KeyStores;
import io.fabric8.kubernetes.client.KubernetesClient;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.TrustManagerFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Client keys in each form in which kubeconfigs have them, at a server that asks for the certificate. */
class ClientKeyTest {
    private static final char[] PASSWORD = KeyStores.PASSWORD.toCharArray();
    private static final String USER = "user: {token: t}";
    private static final int OCTETS = 4;
    private static final int SEQUENCE = 0x30;
    private static final int PARAMETERS = 0xA0;

    @TempDir
    private Path folder;

    /** The files in which keys stand. */
    enum Form {
        PKCS8,
        /** PKCS #1 for RSA, SEC 1 for EC. */
        OWN,
        /** The same behind the curve's parameters, as {@code openssl ecparam -genkey} writes it. */
        OWN_WITH_PARAMETERS
    }

    @ParameterizedTest
    @CsvSource({
        "RSA, 2048, PKCS8, true",
        "RSA, 2048, OWN, false",
        "EC, secp256r1, PKCS8, true",
        "EC, secp256r1, PKCS8, false",
        "EC, secp256r1, OWN, true",
        "EC, secp384r1, PKCS8, false",
        "EC, secp384r1, OWN, false",
        "EC, secp521r1, PKCS8, true",
        "EC, secp521r1, OWN_WITH_PARAMETERS, true",
        "EC, secp256r1, OWN_WITH_PARAMETERS, false",
    })
    void showsTheServerTheCertificate(String algorithm, String size, Form form, boolean inTheKubeconfig)
            throws Exception {
        KeyStore keys = keys(algorithm, algorithm.equals("EC") ? "-groupname" : "-keysize", size);
        String key = pem(keys, algorithm, form);
        HttpsServer server = serving(keys);
        try {
            Path kubeconfig = kubeconfig(server.getAddress().getPort(), certificate(keys), key, inTheKubeconfig);
            KubernetesAccess access = KubernetesAccess.find(Optional.of(kubeconfig.toString()), Map.of());

            try (KubernetesClient client = access.forBindings(Duration.ofSeconds(10))) {
                assertThat(client.raw("/who")).isEqualTo("CN=127.0.0.1");
            }
            try (KubernetesClient client = access.forReading()) {
                assertThat(client.raw("/who")).isEqualTo("CN=127.0.0.1");
            }
        } finally {
            server.stop(0);
        }
    }

    @Test
    void aKeyOfAnotherKindIsNamedWithItsFile() throws Exception {
        KeyStore keys = keys("EC");
        String edwards = block(
                "PRIVATE KEY",
                KeyPairGenerator.getInstance("Ed25519")
                        .generateKeyPair()
                        .getPrivate()
                        .getEncoded());

        assertUnreadable(
                kubeconfig(1, certificate(keys), edwards, false),
                "client-key ",
                "key.pem",
                "neither an RSA nor an EC key");
        assertUnreadable(
                kubeconfig(1, certificate(keys), edwards, true), "client-key-data", "neither an RSA nor an EC");
    }

    @Test
    void namesAKeyThatIsEncryptedMissingOrBroken() throws Exception {
        KeyStore keys = keys("EC");
        String certificate = certificate(keys);
        assertUnreadable(
                kubeconfig(1, certificate, block("ENCRYPTED PRIVATE KEY", new byte[40]), true),
                "client-key-data",
                "of the kind ENCRYPTED PRIVATE KEY");
        assertUnreadable(kubeconfig(1, certificate, certificate, true), "client-key-data", "no BEGIN PRIVATE KEY");
        assertUnreadable(
                kubeconfig(1, certificate, block("EC PRIVATE KEY", new byte[40]), false), "client-key ", "key.pem");
        assertUnreadable(kubeconfig(1, certificate, "nothing", false), "client-key ", "no BEGIN PRIVATE KEY");
    }

    @Test
    void aKeyFileThatIsNotThereIsNamed() throws Exception {
        Path kubeconfig = kubeconfig(1, certificate(keys("EC")), "", false);
        Files.delete(folder.resolve("key.pem"));

        assertUnreadable(kubeconfig, "client-key ", "key.pem");
    }

    private static void assertUnreadable(Path kubeconfig, String... words) {
        assertThatIllegalStateException()
                .isThrownBy(() -> KubernetesAccess.find(Optional.of(kubeconfig.toString()), Map.of()))
                .withMessageContainingAll(words)
                .withMessageContaining(kubeconfig.toString())
                .withMessageContaining("expected an RSA or EC key in PEM");
    }

    // ---- keys

    private KeyStore keys(String... kind) throws Exception {
        Path file = folder.resolve("keys.p12");
        KeyStores.make(file, kind);
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream bytes = Files.newInputStream(file)) {
            keys.load(bytes, PASSWORD);
        }
        return keys;
    }

    private static String alias(KeyStore keys) throws Exception {
        return keys.aliases().nextElement();
    }

    private static String certificate(KeyStore keys) throws Exception {
        return block("CERTIFICATE", keys.getCertificate(alias(keys)).getEncoded());
    }

    private static String pem(KeyStore keys, String algorithm, Form form) throws Exception {
        byte[] pkcs8 = keys.getKey(alias(keys), PASSWORD).getEncoded();
        return switch (form) {
            case PKCS8 -> block("PRIVATE KEY", pkcs8);
            case OWN -> block(algorithm + " PRIVATE KEY", own(pkcs8, algorithm));
            case OWN_WITH_PARAMETERS ->
                block("EC PARAMETERS", curve(pkcs8)) + block("EC PRIVATE KEY", own(pkcs8, algorithm));
        };
    }

    /** A PKCS #8 key is a version, what kind it is with the curve's name, and the key in its own form. */
    private static byte[] own(byte[] pkcs8, String algorithm) {
        ByteBuffer parts = content(ByteBuffer.wrap(pkcs8));
        content(parts);
        content(parts);
        ByteBuffer key = content(parts);
        if (algorithm.equals("RSA")) {
            return bytes(key);
        }
        // SEC 1 has the curve's name within, which the JDK leaves out here.
        ByteBuffer fields = content(key);
        content(fields);
        byte[] number = bytes(content(fields));
        return der(SEQUENCE, join(new byte[] {2, 1, 1}, join(der(OCTETS, number), der(PARAMETERS, curve(pkcs8)))));
    }

    private static byte[] curve(byte[] pkcs8) {
        ByteBuffer parts = content(ByteBuffer.wrap(pkcs8));
        content(parts);
        ByteBuffer kind = content(parts);
        content(kind);
        return bytes(kind);
    }

    /** What is in the element that the buffer stands before; it then stands behind it. */
    private static ByteBuffer content(ByteBuffer der) {
        der.get();
        int length = der.get() & 0xFF;
        if (length > 0x80) {
            int of = length - 0x80;
            length = 0;
            for (int i = 0; i < of; i++) {
                length = (length << 8) | (der.get() & 0xFF);
            }
        }
        ByteBuffer content = der.slice(der.position(), length);
        der.position(der.position() + length);
        return content;
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    private static byte[] der(int tag, byte[] content) {
        byte[] head = content.length < 0x80
                ? new byte[] {(byte) tag, (byte) content.length}
                : new byte[] {(byte) tag, (byte) 0x81, (byte) content.length};
        return join(head, content);
    }

    private static byte[] join(byte[] first, byte[] second) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(first);
        all.writeBytes(second);
        return all.toByteArray();
    }

    private static String block(String label, byte[] bytes) {
        return "-----BEGIN %s-----%n%s%n-----END %s-----%n"
                .formatted(label, Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes), label);
    }

    private Path kubeconfig(int port, String certificate, String key, boolean inside) throws IOException {
        Path kubeconfig = Kubeconfigs.write(folder.resolve("kubeconfig"), "https://127.0.0.1:" + port);
        Files.writeString(folder.resolve("cert.pem"), certificate);
        Files.writeString(folder.resolve("key.pem"), key);
        String user = inside
                ? "client-certificate-data: %s, client-key-data: %s".formatted(base64(certificate), base64(key))
                : "client-certificate: %s, client-key: %s"
                        .formatted(folder.resolve("cert.pem"), folder.resolve("key.pem"));
        String text = Files.readString(kubeconfig).replace("{server:", "{insecure-skip-tls-verify: true, server:");
        assertThat(text).contains(USER);
        return Files.writeString(kubeconfig, text.replace(USER, "user: {" + user + "}"));
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    // ---- the server

    private HttpsServer serving(KeyStore keys) throws Exception {
        KeyManagerFactory own = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        own.init(keys, PASSWORD);
        KeyStore clients = KeyStore.getInstance("PKCS12");
        clients.load(null, null);
        clients.setCertificateEntry("client", keys.getCertificate(alias(keys)));
        TrustManagerFactory trusted = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trusted.init(clients);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(own.getKeyManagers(), trusted.getTrustManagers(), null);
        HttpsServer server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setHttpsConfigurator(new HttpsConfigurator(context) {
            @Override
            public void configure(HttpsParameters parameters) {
                SSLParameters ssl = getSSLContext().getDefaultSSLParameters();
                ssl.setNeedClientAuth(true);
                parameters.setSSLParameters(ssl);
            }
        });
        server.createContext("/who", ClientKeyTest::sayWho);
        server.start();
        return server;
    }

    private static void sayWho(HttpExchange exchange) throws IOException {
        try (exchange) {
            X509Certificate client =
                    (X509Certificate) ((HttpsExchange) exchange).getSSLSession().getPeerCertificates()[0];
            byte[] name = client.getSubjectX500Principal().getName().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, name.length);
            exchange.getResponseBody().write(name);
        }
    }
}
