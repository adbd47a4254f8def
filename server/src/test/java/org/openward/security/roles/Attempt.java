package org.openward.security.roles;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.Bundle;
import org.jspecify.annotations.Nullable;
import org.openward.testing.Answer;
import org.openward.testing.FhirClient;

/** One request that must not tell, match, count or change what is forbidden. */
sealed interface Attempt {
    /** What went wrong; nothing when the prohibition held. */
    Optional<String> trouble(FhirClient forbidden, FhirClient free, String secret);

    /** Reads what would show the secret: it does so to somebody without limits. */
    record Shows(String path) implements Attempt {
        @Override
        public Optional<String> trouble(FhirClient forbidden, FhirClient free, String secret) {
            if (!free.get(path).body().contains(secret)) {
                return Optional.of("GET " + path + " shows nothing to anybody");
            }
            var answer = forbidden.get(path);
            return answer.body().contains(secret) || answer.status() >= 500
                    ? Optional.of("GET " + path + ": " + answer)
                    : Optional.empty();
        }
    }

    /** Reads what must not show the secret, whatever it shows to others. */
    record Keeps(String path) implements Attempt {
        @Override
        public Optional<String> trouble(FhirClient forbidden, FhirClient free, String secret) {
            var answer = forbidden.get(path);
            return answer.body().contains(secret) || answer.status() >= 500
                    ? Optional.of("GET " + path + ": " + answer)
                    : Optional.empty();
        }
    }

    /** Searches what would match or be counted: it does so for somebody without limits. */
    record Matches(String search) implements Attempt {
        @Override
        public Optional<String> trouble(FhirClient forbidden, FhirClient free, String secret) {
            var between = search.contains("?") ? "&" : "?";
            for (var how : List.of("_summary=count", "_total=accurate", "_elements=id")) {
                var path = search.replace("|", "%7C") + between + how;
                if (how.startsWith("_summary") && total(free.get(path)) < 1) {
                    return Optional.of("GET " + path + " finds nothing for anybody");
                }
                var answer = forbidden.get(path);
                if (answer.status() != 403 && (answer.status() != 200 || total(answer) > 0 || hasMatches(answer))) {
                    return Optional.of("GET " + path + ": " + answer);
                }
            }
            return Optional.empty();
        }

        private static int total(Answer answer) {
            return answer.status() == 200 ? answer.resource(Bundle.class).getTotal() : 0;
        }

        private static boolean hasMatches(Answer answer) {
            return answer.resource(Bundle.class).getEntry().stream()
                    .anyMatch(entry -> entry.hasResource()
                            && !entry.getResource().fhirType().equals("OperationOutcome"));
        }
    }

    /** Is refused, whoever it is about. */
    record Refused(String method, String path, @Nullable String body, List<String> headers) implements Attempt {
        private static final Set<Integer> REFUSALS = Set.of(403, 404);

        @Override
        public Optional<String> trouble(FhirClient forbidden, FhirClient free, String secret) {
            var answer = forbidden.send(method, path, body, headers.toArray(String[]::new));
            return REFUSALS.contains(answer.status()) && !answer.body().contains(secret)
                    ? Optional.empty()
                    : Optional.of(method + " " + path + ": " + answer);
        }
    }

    /** A batch and a transaction with that entry: refused as a whole, or in the entry. */
    record RefusedInBundle(String method, String url, @Nullable String body) implements Attempt {
        @Override
        public Optional<String> trouble(FhirClient forbidden, FhirClient free, String secret) {
            for (var kind : List.of("batch", "transaction")) {
                var answer = forbidden.send("POST", "", bundle(kind, method, url, body));
                var inside = answer.status() == 200
                        && answer.resource(Bundle.class)
                                .getEntryFirstRep()
                                .getResponse()
                                .getStatus()
                                .startsWith("403");
                if (answer.status() != 403 && !inside) {
                    return Optional.of(kind + " of " + method + " " + url + ": " + answer);
                }
            }
            return Optional.empty();
        }
    }

    /** A batch and a transaction that read what would show the secret. */
    record ShowsInBundle(String path) implements Attempt {
        @Override
        public Optional<String> trouble(FhirClient forbidden, FhirClient free, String secret) {
            for (var kind : List.of("batch", "transaction")) {
                var bundle = bundle(kind, "GET", path.substring(1), null);
                if (!free.send("POST", "", bundle).body().contains(secret)) {
                    return Optional.of(kind + " of " + path + " shows nothing to anybody");
                }
                var answer = forbidden.send("POST", "", bundle);
                if (answer.body().contains(secret) || answer.status() >= 500) {
                    return Optional.of(kind + " of " + path + ": " + answer);
                }
            }
            return Optional.empty();
        }
    }

    /** A bundle of that kind with one entry. */
    static String bundle(String kind, String method, String url, @Nullable String body) {
        var resource = body == null ? "" : "\"resource\":" + body + ",";
        return "{\"resourceType\":\"Bundle\",\"type\":\"%s\",\"entry\":[{%s\"request\":{\"method\":\"%s\",\"url\":\"%s\"}}]}"
                .formatted(kind, resource, method, url);
    }

    static Attempt refused(String method, String path, @Nullable String body, String... headers) {
        return new Refused(method, path, body, List.of(headers));
    }

    static Attempt graphql(String query) {
        return new Shows("/$graphql?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8));
    }
}
