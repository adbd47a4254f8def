package org.openward.security.issuers;

import org.springframework.security.core.AuthenticationException;

/** Whether a token is good cannot be said now, because its issuer does not tell its keys. */
public final class IssuerSilent extends AuthenticationException {
    private static final long serialVersionUID = 1L;

    IssuerSilent(Throwable cause) {
        super("The issuer of the token does not answer.", cause);
    }
}
