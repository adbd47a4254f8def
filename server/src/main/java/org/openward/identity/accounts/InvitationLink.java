package org.openward.identity.accounts;

import jakarta.servlet.http.HttpServletRequest;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

/** The address at which somebody sets his password. */
public final class InvitationLink {
    private InvitationLink() {}

    /** On the server that was asked. */
    public static String of(String secret, HttpServletRequest request) {
        return ServletUriComponentsBuilder.fromContextPath(request)
                .path("/invitation")
                .queryParam("secret", secret)
                .toUriString();
    }
}
