package dev.evenkeel.kubernetes;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.internal.SSLUtils;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The key of a kubeconfig's client certificate. The client takes the kind of a key from the PEM's first line, and takes
 * one in PKCS #8, whose first line does not name the kind, for RSA. So the kind is found here.
 */
final class ClientKey {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----\\s*([A-Za-z0-9+/=\\s]*?)-----END \\1-----");

    private static final String PKCS8 = "PRIVATE KEY";
    private static final String RSA = "RSA";
    private static final String EC = "EC";

    private final Config config;
    private final Path kubeconfig;

    private ClientKey(Config config, Path kubeconfig) {
        this.config = config;
        this.kubeconfig = kubeconfig;
    }

    /**
     * The same configuration with a key that the client can read; unchanged if there is no client key.
     *
     * @throws IllegalStateException if it cannot be read; the message says where it is and what was expected
     */
    static Config readable(Config config, Path kubeconfig) {
        boolean none = isEmpty(config.getClientKeyData()) && isEmpty(config.getClientKeyFile());
        return none ? config : new ClientKey(config, kubeconfig).readable();
    }

    private static boolean isEmpty(@Nullable String text) {
        return text == null || text.isEmpty();
    }

    private Config readable() {
        try {
            Block key = key(text());
            Config known = new ConfigBuilder(config)
                    .withClientKeyFile(null)
                    .withClientKeyData(base64(key.pem()))
                    .withClientKeyAlgo(algorithm(key))
                    .build();
            SSLUtils.keyManagers(known);
            return known;
        } catch (IOException | GeneralSecurityException | RuntimeException e) {
            // The client reads a key's bytes by itself, and broken ones cause all kinds of exceptions.
            throw unreadable(String.valueOf(e.getMessage()), e);
        }
    }

    private String text() throws IOException {
        @Nullable String data = config.getClientKeyData();
        return data == null || data.isEmpty()
                ? Files.readString(Path.of(config.getClientKeyFile()))
                : new String(Base64.getMimeDecoder().decode(data), StandardCharsets.UTF_8);
    }

    /** One of the blocks of a PEM file. */
    private record Block(String label, String base64) {
        byte[] bytes() {
            return Base64.getMimeDecoder().decode(base64);
        }

        String pem() {
            return "-----BEGIN %s-----\n%s\n-----END %s-----\n".formatted(label, base64.strip(), label);
        }
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** The first key; it may follow the curve's parameters, as OpenSSL writes it, or a certificate. */
    private static Block key(String pem) throws InvalidKeySpecException {
        Matcher block = BLOCK.matcher(pem);
        while (block.find()) {
            if (block.group(1).endsWith(PKCS8)) {
                return new Block(block.group(1), block.group(2));
            }
        }
        throw new InvalidKeySpecException("there is no BEGIN PRIVATE KEY with its END");
    }

    private static String algorithm(Block key) throws GeneralSecurityException {
        return switch (key.label) {
            case "RSA PRIVATE KEY" -> RSA;
            case "EC PRIVATE KEY" -> EC;
            case PKCS8 -> algorithm(new PKCS8EncodedKeySpec(key.bytes()));
            default -> throw new InvalidKeySpecException("it is of the kind " + key.label);
        };
    }

    private static String algorithm(PKCS8EncodedKeySpec key) throws GeneralSecurityException {
        for (String algorithm : List.of(RSA, EC)) {
            try {
                KeyFactory.getInstance(algorithm).generatePrivate(key);
                return algorithm;
            } catch (InvalidKeySpecException other) {
                // It is not of this kind.
            }
        }
        throw new InvalidKeySpecException("it is neither an RSA nor an EC key");
    }

    private IllegalStateException unreadable(String why, Exception cause) {
        String place = isEmpty(config.getClientKeyData())
                ? "client-key " + config.getClientKeyFile() + ", named in the kubeconfig " + kubeconfig + ","
                : "client-key-data in the kubeconfig " + kubeconfig;
        return new IllegalStateException(
                "the " + place + " cannot be used: " + why
                        + "; expected an RSA or EC key in PEM (PKCS #8, PKCS #1 or SEC 1), not encrypted, with its certificate",
                cause);
    }
}
