package dev.evenkeel.e2e;

import java.net.URI;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.UUID;
import java.util.stream.Collectors;

/** Who may talk to one API server: users by a token each, ServiceAccounts by tokens that the API server signs. */
final class Identities {

    /** The users. Those whose name has a colon get their rights from role bindings that the API server brings along. */
    enum User {
        ADMIN("admin", "system:masters"),
        KWOK("kwok", "system:masters"),
        CONTROLLER_MANAGER("system:kube-controller-manager", ""),
        SCHEDULER("system:kube-scheduler", "");

        private final String userName;
        private final String group;

        User(String userName, String group) {
            this.userName = userName;
            this.group = group;
        }
    }

    private static final int KEY_BITS = 2048;

    private final WorkFolder folder;
    private final URI server;
    private final UUID secret = UUID.randomUUID();

    Identities(WorkFolder folder, URI server) {
        this.folder = folder;
        this.server = server;
    }

    /** The API server makes its own certificate here, and is therefore its own authority. */
    Path authority() {
        return certificates().resolve("apiserver.crt");
    }

    Path certificates() {
        return folder.resolve("kube-apiserver");
    }

    Kubeconfig kubeconfig(User user) {
        return kubeconfig(user.userName.replace(':', '-'), token(user));
    }

    Kubeconfig kubeconfig(String name, String token) {
        return Kubeconfig.write(folder.resolve(name + ".kubeconfig"), server, authority(), token);
    }

    /** The users as kube-apiserver reads them: token, name, uid, group. */
    Path writeTokens() {
        var lines = Arrays.stream(User.values())
                .map(user -> "%s,%s,%s,%s".formatted(token(user), user.userName, user.userName, user.group))
                .collect(Collectors.joining("\n", "", "\n"));
        return folder.write("tokens.csv", lines);
    }

    /** A new key for the tokens of ServiceAccounts. */
    Path writeSigningKey() {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(KEY_BITS);
            var key = generator.generateKeyPair().getPrivate().getEncoded();
            return folder.write("service-accounts.key", """
                    -----BEGIN PRIVATE KEY-----
                    %s
                    -----END PRIVATE KEY-----
                    """.formatted(
                            Base64.getMimeEncoder().encodeToString(key)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private String token(User user) {
        return user + "-" + secret;
    }
}
