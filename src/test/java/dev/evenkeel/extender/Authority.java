package dev.evenkeel.extender;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * A certificate authority of a test's own: it signs for servers and clients, and says whom a client of its takes for
 * genuine.
 */
public final class Authority {
    private static final String OWN = "authority";
    private static final String PASSWORD = "changeit";

    private final Path file;
    private final KeyStore keys;

    private Authority(Path file) {
        this.file = file;
        this.keys = load(file);
    }

    /** Makes one, whose keys are kept in a PKCS #12 file. */
    public static Authority make(Path file) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        generate(file, OWN, "-ext", "bc:critical=ca:true");
        return new Authority(file);
    }

    /**
     * A key and a certificate for it.
     *
     * @param name in the certificate
     * @param purpose whose it is, {@code serverAuth} or {@code clientAuth}
     * @param alternativeNames as {@code dns:name} or {@code ip:address}
     */
    public Certified sign(String name, String purpose, String... alternativeNames) {
        List<String> options = new ArrayList<>(List.of("-signer", OWN, "-ext", "eku=" + purpose));
        if (alternativeNames.length > 0) {
            options.addAll(List.of("-ext", "san=" + String.join(",", alternativeNames)));
        }
        generate(file, name, options.toArray(String[]::new));
        try {
            KeyStore all = load(file);
            return new Certified(
                    (PrivateKey) all.getKey(name, PASSWORD.toCharArray()),
                    Arrays.asList(all.getCertificateChain(name)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Its own certificate. */
    public String pem() {
        return Certified.pem(List.of(own()));
    }

    /** For a client that takes servers of this authority for genuine, and shows nothing itself. */
    public SSLContext trusting() {
        return context(new KeyManager[0]);
    }

    /** The same, with something to show. */
    public SSLContext trusting(Certified shown) {
        try {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(null, null);
            store.setKeyEntry("shown", shown.key(), new char[0], shown.chain().toArray(Certificate[]::new));
            // A client picks a certificate by the authorities that the server names; this one shows what it has.
            return context(new KeyManager[] {Shown.of(store)});
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private SSLContext context(KeyManager[] shown) {
        try {
            KeyStore trusted = KeyStore.getInstance("PKCS12");
            trusted.load(null, null);
            trusted.setCertificateEntry(OWN, own());
            TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            managers.init(trusted);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(shown, managers.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private Certificate own() {
        try {
            return keys.getCertificate(OWN);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static KeyStore load(Path file) {
        try (InputStream content = Files.newInputStream(file)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(content, PASSWORD.toCharArray());
            return store;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void generate(Path file, String alias, String... options) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of("-genkeypair", "-keyalg", "EC", "-alias", alias, "-dname", "CN=" + alias));
        command.addAll(List.of("-storetype", "PKCS12", "-keystore", file.toString(), "-storepass", PASSWORD));
        command.addAll(List.of(options));
        try {
            Process keytool =
                    new ProcessBuilder(command).redirectErrorStream(true).start();
            String said = new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(keytool.waitFor()).as(said).isZero();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** Shows its certificate to every server that asks for one, whichever CA that server trusts. */
    private static final class Shown extends X509ExtendedKeyManager {
        private final X509ExtendedKeyManager keys;

        private Shown(X509ExtendedKeyManager keys) {
            this.keys = keys;
        }

        static Shown of(KeyStore store) throws GeneralSecurityException {
            KeyManagerFactory factory = KeyManagerFactory.getInstance("PKIX");
            factory.init(store, new char[0]);
            return new Shown((X509ExtendedKeyManager) factory.getKeyManagers()[0]);
        }

        @Override
        public String chooseClientAlias(String[] types, Principal[] issuers, Socket socket) {
            return keys.chooseClientAlias(types, null, socket);
        }

        @Override
        public String chooseEngineClientAlias(String[] types, Principal[] issuers, SSLEngine engine) {
            return keys.chooseEngineClientAlias(types, null, engine);
        }

        @Override
        public String[] getClientAliases(String type, Principal[] issuers) {
            return keys.getClientAliases(type, null);
        }

        @Override
        public String[] getServerAliases(String type, Principal[] issuers) {
            return keys.getServerAliases(type, issuers);
        }

        @Override
        public String chooseServerAlias(String type, Principal[] issuers, Socket socket) {
            return keys.chooseServerAlias(type, issuers, socket);
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return keys.getCertificateChain(alias);
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return keys.getPrivateKey(alias);
        }
    }

    /** A private key, and the certificates that say whose it is, its own first. */
    public record Certified(PrivateKey key, List<Certificate> chain) {
        public Certified {
            chain = List.copyOf(chain);
        }

        /** The certificates. */
        public String certificatePem() {
            return pem(chain);
        }

        /** The key, in PKCS #8. */
        public String keyPem() {
            return pem("PRIVATE KEY", key.getEncoded());
        }

        static String pem(List<Certificate> certificates) {
            StringBuilder text = new StringBuilder();
            for (Certificate each : certificates) {
                try {
                    text.append(pem("CERTIFICATE", each.getEncoded()));
                } catch (CertificateEncodingException e) {
                    throw new IllegalStateException(e);
                }
            }
            return text.toString();
        }

        private static String pem(String kind, byte[] content) {
            return "-----BEGIN %s-----%n%s%n-----END %s-----%n"
                    .formatted(kind, Base64.getMimeEncoder().encodeToString(content), kind);
        }
    }
}
