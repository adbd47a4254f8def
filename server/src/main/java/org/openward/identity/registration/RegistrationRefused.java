package org.openward.identity.registration;

import java.util.Optional;

/** An app is not taken for registration as it describes itself, in the words of RFC 7591. */
final class RegistrationRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;
    private static final int BAD_REQUEST = 400;
    private static final int FORBIDDEN = 403;
    private static final int NOT_FOUND = 404;
    private static final int TOO_MANY = 429;

    private static final String UNSURE = "insufficient_user_authentication";

    private final int status;
    private final String error;

    private RegistrationRefused(int status, String error, String why) {
        super(why);
        this.status = status;
        this.error = error;
    }

    static RegistrationRefused metadata(String why) {
        return new RegistrationRefused(BAD_REQUEST, "invalid_client_metadata", why);
    }

    static RegistrationRefused redirect(String why) {
        return new RegistrationRefused(BAD_REQUEST, "invalid_redirect_uri", why);
    }

    static RegistrationRefused forbidden(String why) {
        return new RegistrationRefused(FORBIDDEN, "insufficient_scope", why);
    }

    /** In the words of RFC 9470, as where an operation asks for more than a password. */
    static RegistrationRefused withoutSecondFactor() {
        return new RegistrationRefused(
                FORBIDDEN,
                UNSURE,
                "Bringing an app along, or taking it away, needs a second factor: sign in again with acr_values=aal2.");
    }

    /** Or not of this tenant, or one that only the operator can take away. */
    static RegistrationRefused unknown() {
        return new RegistrationRefused(
                NOT_FOUND,
                "invalid_client_metadata",
                "There is no such client of this tenant that was registered here. Those in the server's settings are the operator's.");
    }

    static RegistrationRefused tooMany(int most) {
        return new RegistrationRefused(
                TOO_MANY,
                "temporarily_unavailable",
                "There are " + most + " registrations of yours that nobody has decided about. Wait for a decision.");
    }

    /** What the header {@code WWW-Authenticate} says, where another sign-in helps. */
    Optional<String> challenge() {
        return error.equals(UNSURE)
                ? Optional.of("Bearer error=\"" + UNSURE
                        + "\", error_description=\"A second factor is needed.\", acr_values=\"aal2\"")
                : Optional.empty();
    }

    int status() {
        return status;
    }

    String error() {
        return error;
    }

    String why() {
        return String.valueOf(getMessage());
    }
}
