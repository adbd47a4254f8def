package org.openward.fhir;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.openward.tenancy.Acting;

/**
 * The key that a client chose for its request, and what the request was. The same request in XML or JSON, prettily printed
 * or not, is the same request; another caller's is another.
 */
final class IdempotencyKey {
    static final String HEADER = "Idempotency-Key";

    private static final Pattern SHAPE = Pattern.compile("[\\x21-\\x7E]{1,255}");

    private final String value;
    private final String operation;
    private final byte[] requestHash;

    private IdempotencyKey(String value, String operation, byte[] requestHash) {
        this.value = value;
        this.operation = operation;
        this.requestHash = requestHash;
    }

    static IdempotencyKey of(RequestDetails request, FhirContext fhir) {
        var headers = request.getHeaders(HEADER);
        if (headers == null
                || headers.size() != 1
                || !SHAPE.matcher(headers.get(0).strip()).matches()) {
            throw new UnusableIdempotencyKey();
        }
        var type = request.getResourceName() == null ? "" : request.getResourceName() + "/";
        return new IdempotencyKey(headers.get(0).strip(), type + request.getOperation(), hash(request, fhir));
    }

    String value() {
        return value;
    }

    /** The operation as it stands in the URL, such as {@code Invoice/$pay}. */
    String operation() {
        return operation;
    }

    byte[] requestHash() {
        return requestHash.clone();
    }

    private static byte[] hash(RequestDetails request, FhirContext fhir) {
        var body =
                request.getResource() == null ? "" : fhir.newJsonParser().encodeResourceToString(request.getResource());
        var facts = String.join(
                "\n",
                Acting.caller().subject(),
                String.valueOf(request.getRequestType()),
                request.getRequestPath(),
                parameters(request),
                body);
        return sha256(facts);
    }

    /** What stands in the URL after the question mark; underscore parameters only say how the answer is to look. */
    private static String parameters(RequestDetails request) {
        var given =
                new TreeMap<>(request.getParameters() == null ? Map.<String, String[]>of() : request.getParameters());
        return given.entrySet().stream()
                .filter(parameter -> !parameter.getKey().startsWith("_"))
                .map(parameter -> parameter.getKey() + "=" + String.join(",", parameter.getValue()))
                .collect(Collectors.joining("&"));
    }

    private static byte[] sha256(String text) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Every Java has SHA-256.", impossible);
        }
    }
}
