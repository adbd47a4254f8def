package org.openward.identity.sessions;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;

/**
 * How surely it is the person whose name a token bears, in the words of NIST's levels, and in which sign-in that was found out.
 *
 * @param level {@link #PASSWORD} or {@link #SECOND_FACTOR}
 */
public record Assurance(UUID signIn, String level) {
    /** Somebody knew the password. */
    public static final String PASSWORD = "aal1";

    /** Somebody knew the password and had the second factor. */
    public static final String SECOND_FACTOR = "aal2";

    /** The levels that an app may ask for as {@code acr_values}. */
    public static final Set<String> LEVELS = Set.of(PASSWORD, SECOND_FACTOR);

    /** Methods by level, in the words of RFC 8176. */
    private static final Map<String, List<String>> METHODS =
            Map.of(PASSWORD, List.of("pwd"), SECOND_FACTOR, List.of("pwd", "otp", "mfa"));

    /** How it was found out, for the claim {@code amr}. */
    public List<String> methods() {
        return METHODS.getOrDefault(level, List.of());
    }
}
