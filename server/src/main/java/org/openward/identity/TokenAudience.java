package org.openward.identity;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * For whom this server's access tokens are: for its FHIR API, as the operator calls it or else under the address at which the token was
 * asked for. Nothing else that bears the same signature opens a door: no ID token, and none of a copy of this server that the operator
 * calls otherwise.
 *
 * @param named as the operator calls this server; empty where he does not
 */
record TokenAudience(Set<String> named) {
    private static final String API = "/fhir";

    TokenAudience {
        named = Set.copyOf(named);
    }

    /** What a token of that issuer says in {@code aud}. */
    List<String> of(String issuer) {
        return named.isEmpty() ? List.of(issuer + API) : named.stream().sorted().toList();
    }

    /** Whether a token that says this in {@code iss} and {@code aud} is for us. */
    boolean isMeantBy(@Nullable String issuer, @Nullable Collection<String> audience) {
        return issuer != null && audience != null && !Collections.disjoint(audience, of(issuer));
    }
}
