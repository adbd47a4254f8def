package org.openward.identity.staff;

import org.openward.fhir.Refusal;

/** An account cannot be made or changed that way. */
final class AccountRefused extends Refusal {
    private static final long serialVersionUID = 1L;

    private AccountRefused(Kind kind, String message) {
        super(kind, "X3", message);
    }

    static AccountRefused malformed(String message) {
        return new AccountRefused(Kind.MALFORMED, message);
    }

    static AccountRefused forbidden(String message) {
        return new AccountRefused(Kind.FORBIDDEN, message);
    }

    static AccountRefused conflict(String message) {
        return new AccountRefused(Kind.CONFLICT, message);
    }

    static AccountRefused closed() {
        return new AccountRefused(
                Kind.RULE, "The account is closed. Open it again with Practitioner/$invite and this practitioner.");
    }

    static AccountRefused nobodys(String practitioner) {
        return new AccountRefused(
                Kind.NOT_FOUND,
                practitioner + " has no account that this tenant made. Make one with Practitioner/$invite.");
    }
}
