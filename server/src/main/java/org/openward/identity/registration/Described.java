package org.openward.identity.registration;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Reads what an app says of itself, as RFC 7591 names it; what it says beyond that is left aside. */
final class Described {
    private static final int LONGEST = 500;
    private static final int LONGEST_NAME = 100;
    private static final int MOST = 50;
    private static final Set<String> METHODS =
            Set.of(NewClient.NO_PROOF, NewClient.PRIVATE_KEY, "client_secret_basic", "client_secret_post");
    private static final Set<String> GRANT_TYPES =
            Set.of(NewClient.WITH_A_PERSON, NewClient.BY_ITSELF, "refresh_token");

    private final JsonNode said;

    Described(JsonNode said) {
        if (!said.isObject()) {
            throw RegistrationRefused.metadata("Send the client's metadata as a JSON object.");
        }
        this.said = said;
    }

    NewClient as(String clientId) {
        return new NewClient(
                clientId,
                name(),
                tenant(),
                method(),
                grantTypes(),
                new TreeSet<>(List.of(text("scope", "").strip().split("\\s+", -1))),
                words("redirect_uris"),
                words("permissions"),
                optional("jwks_uri"),
                keys(),
                optional("client_uri"),
                List.copyOf(words("contacts")));
    }

    /** Which tenant's administrators are asked; the app may enter that one alone. */
    String tenant() {
        return text("tenant", "default");
    }

    private String name() {
        var name = text("client_name", "").strip();
        if (name.isEmpty() || name.length() > LONGEST_NAME || name.chars().anyMatch(Character::isISOControl)) {
            throw RegistrationRefused.metadata(
                    "Say in client_name, in at most " + LONGEST_NAME + " characters, how people call the app.");
        }
        return name;
    }

    private String method() {
        var method = text("token_endpoint_auth_method", "client_secret_basic");
        if (!METHODS.contains(method)) {
            throw RegistrationRefused.metadata("token_endpoint_auth_method is one of " + new TreeSet<>(METHODS) + ".");
        }
        return method;
    }

    private SortedSet<String> grantTypes() {
        var types = said.has("grant_types") ? words("grant_types") : new TreeSet<>(Set.of(NewClient.WITH_A_PERSON));
        if (!GRANT_TYPES.containsAll(types)
                || types.contains(NewClient.WITH_A_PERSON) == types.contains(NewClient.BY_ITSELF)
                || (types.contains(NewClient.BY_ITSELF) && types.size() > 1)) {
            throw RegistrationRefused.metadata("grant_types is authorization_code, with refresh_token if wanted, for an"
                    + " app that people use; or client_credentials for a program that works by itself.");
        }
        var code = Set.of("code");
        if (said.has("response_types") && !code.containsAll(words("response_types"))) {
            throw RegistrationRefused.metadata("The only response type is code.");
        }
        return types;
    }

    private @Nullable String keys() {
        var keys = said.path("jwks");
        return keys.isMissingNode() || keys.isNull() ? null : keys.toString();
    }

    private @Nullable String optional(String member) {
        var text = text(member, "");
        return text.isEmpty() ? null : text;
    }

    private String text(String member, String otherwise) {
        var value = said.path(member);
        if (value.isMissingNode() || value.isNull()) {
            return otherwise;
        }
        if (!value.isTextual() || value.asText().length() > (member.equals("scope") ? LONGEST * MOST : LONGEST)) {
            throw RegistrationRefused.metadata(member + " is a text of at most " + LONGEST + " characters.");
        }
        return value.asText();
    }

    private SortedSet<String> words(String member) {
        var value = said.path(member);
        if (value.isMissingNode() || value.isNull()) {
            return new TreeSet<>();
        }
        var words = new ArrayList<String>();
        value.forEach(word -> words.add(word.isTextual() ? word.asText() : ""));
        if (!value.isArray()
                || words.size() > MOST
                || words.stream().anyMatch(word -> word.isBlank() || word.length() > LONGEST)) {
            throw RegistrationRefused.metadata(
                    member + " is a list of at most " + MOST + " texts of at most " + LONGEST + " characters.");
        }
        return new TreeSet<>(words);
    }
}
