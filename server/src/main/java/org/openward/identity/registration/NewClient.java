package org.openward.identity.registration;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.SortedSet;
import org.jspecify.annotations.Nullable;

/**
 * An app that is to be a client, as approvers see it.
 *
 * @param method how it proves itself: {@code none}, {@code client_secret_basic}, {@code client_secret_post} or {@code private_key_jwt}
 * @param keysAt where it publishes its public keys
 * @param keys its public keys themselves, as a JSON Web Key Set
 * @param tenant the one tenant that it may enter
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record NewClient(
        String clientId,
        String name,
        String tenant,
        String method,
        SortedSet<String> grantTypes,
        SortedSet<String> scopes,
        SortedSet<String> redirectUris,
        SortedSet<String> permissions,
        @Nullable String keysAt,
        @Nullable String keys,
        @Nullable String home,
        List<String> contacts) {
    private static final ObjectMapper JSON = new ObjectMapper();

    static final String NO_PROOF = "none";
    static final String PRIVATE_KEY = "private_key_jwt";
    static final String WITH_A_PERSON = "authorization_code";
    static final String BY_ITSELF = "client_credentials";

    /** Whether it has a secret. */
    boolean hasSecret() {
        return !NO_PROOF.equals(method) && !PRIVATE_KEY.equals(method);
    }

    /** Whether people sign in with it. */
    public boolean servesPeople() {
        return grantTypes.contains(WITH_A_PERSON);
    }

    static NewClient read(String content) {
        try {
            return JSON.readValue(content, NewClient.class);
        } catch (JsonProcessingException unreadable) {
            throw new IllegalStateException("A proposed client cannot be read.", unreadable);
        }
    }

    String written() {
        try {
            return JSON.writeValueAsString(this);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
