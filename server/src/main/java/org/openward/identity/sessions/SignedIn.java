package org.openward.identity.sessions;

import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.springframework.security.authentication.UsernamePasswordAuthenticationToken;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.GrantedAuthority;
import org.springframework.security.core.authority.SimpleGrantedAuthority;

/**
 * What the issuer knows of somebody who is signed in. The sign-in and its level go with the principal as authorities, since the
 * issuer keeps these beside each code and refresh token.
 */
public final class SignedIn {
    // The generated column identity.oauth2_authorization.sign_in looks for this word.
    private static final String SIGN_IN = "sign-in:";
    private static final String LEVEL = "acr:";

    private SignedIn() {}

    static Authentication principal(SignIn signIn) {
        return UsernamePasswordAuthenticationToken.authenticated(
                signIn.userName(),
                null,
                List.of(
                        new SimpleGrantedAuthority(SIGN_IN + signIn.id()),
                        new SimpleGrantedAuthority(LEVEL + signIn.level())));
    }

    /** What a principal of this server brings along; nothing of one that came in another way. */
    public static Optional<Assurance> of(Authentication principal) {
        return words(principal, SIGN_IN)
                .map(UUID::fromString)
                .flatMap(id -> words(principal, LEVEL).map(level -> new Assurance(id, level)))
                .findFirst();
    }

    private static Stream<String> words(Authentication principal, String beginning) {
        return principal.getAuthorities().stream()
                .map(GrantedAuthority::getAuthority)
                .filter(word -> word != null && word.startsWith(beginning))
                .map(word -> word.substring(beginning.length()));
    }
}
