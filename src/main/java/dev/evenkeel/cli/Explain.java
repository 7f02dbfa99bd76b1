package dev.evenkeel.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;

/** {@code evenkeel explain}: what a running evenkeel knows of a pod or a Service. Reads only. */
@CommandLine.Command(
        name = "explain",
        mixinStandardHelpOptions = true,
        sortOptions = false,
        description = "Show what a running evenkeel knows of a pod or a Service, and why.")
public final class Explain implements Callable<Integer> {
    /** The exit code if there was no answer, or the pod or Service is not known. */
    static final int NOT_EXPLAINED = 1;

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Not known, and asked too often. */
    private static final Set<Integer> OWN_REFUSALS = Set.of(HttpURLConnection.HTTP_NOT_FOUND, 429);

    /** What can be explained. */
    enum Kind {
        pod,
        service
    }

    /** How output is written. */
    enum Output {
        text("text/plain"),
        json("application/json");

        private final String mediaType;

        Output(String mediaType) {
            this.mediaType = mediaType;
        }
    }

    @CommandLine.Spec
    private CommandLine.Model.@Nullable CommandSpec spec;

    @CommandLine.Parameters(index = "0", paramLabel = "KIND", description = "pod or service")
    private Kind kind = Kind.pod;

    @CommandLine.Parameters(index = "1", paramLabel = "NAMESPACE/NAME", description = "which one")
    private String name = "";

    @CommandLine.Option(
            names = "--url",
            paramLabel = "URL",
            description = "evenkeel's management port; default: ${DEFAULT-VALUE}")
    private URI url = URI.create("http://127.0.0.1:9000");

    @CommandLine.Option(
            names = {"-o", "--output"},
            paramLabel = "FORMAT",
            description = "text or json; default: ${DEFAULT-VALUE}")
    private Output output = Output.text;

    @Override
    public Integer call() throws InterruptedException {
        String[] parts = name.split("/", -1);
        if (parts.length != 2 || parts[0].isEmpty() || parts[1].isEmpty()) {
            throw new CommandLine.ParameterException(commandLine(), name + ": expected NAMESPACE/NAME");
        }
        HttpRequest request = HttpRequest.newBuilder(address(parts[0], parts[1]))
                .header("Accept", output.mediaType)
                .timeout(PATIENCE)
                .build();
        try (HttpClient client = HttpClient.newHttpClient()) {
            return print(client.send(request, HttpResponse.BodyHandlers.ofString()));
        } catch (IOException e) {
            return fail(url + " does not answer (" + e + "); name evenkeel's management port with --url");
        }
    }

    private URI address(String namespace, String called) {
        String base = url.toString().replaceAll("/+$", "");
        try {
            URI address = URI.create("%s/explain/%ss/%s/%s".formatted(base, kind, encoded(namespace), encoded(called)));
            String scheme =
                    address.getScheme() == null ? "" : address.getScheme().toLowerCase(Locale.ROOT);
            if (scheme.startsWith("http") && address.getHost() != null) {
                return address;
            }
        } catch (IllegalArgumentException e) {
            // Reported below, as for an address of another kind.
        }
        throw new CommandLine.ParameterException(
                commandLine(), "--url " + url + ": expected an address such as http://127.0.0.1:9000");
    }

    private static String encoded(String part) {
        return URLEncoder.encode(part, StandardCharsets.UTF_8);
    }

    private int print(HttpResponse<String> response) {
        if (response.statusCode() != HttpURLConnection.HTTP_OK) {
            return fail(
                    isOwnAnswer(response)
                            ? response.body().strip()
                            : url + " answers " + response.statusCode() + ": is it evenkeel's management port?");
        }
        PrintWriter out = commandLine().getOut();
        out.print(response.body());
        out.flush();
        return CommandLine.ExitCode.OK;
    }

    /** Evenkeel answers errors in plain text; other servers mostly in HTML. */
    private static boolean isOwnAnswer(HttpResponse<String> response) {
        return OWN_REFUSALS.contains(response.statusCode())
                && response.headers()
                        .firstValue("Content-Type")
                        .filter(type -> type.startsWith("text/plain"))
                        .isPresent();
    }

    private int fail(String message) {
        commandLine().getErr().println("evenkeel: " + message);
        return NOT_EXPLAINED;
    }

    private CommandLine commandLine() {
        if (spec == null) {
            throw new IllegalStateException("a command is run by a command line only");
        }
        return spec.commandLine();
    }
}
