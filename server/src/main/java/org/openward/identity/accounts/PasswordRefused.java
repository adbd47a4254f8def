package org.openward.identity.accounts;

/** A new password that will not do; the message says to its owner why. */
public final class PasswordRefused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PasswordRefused(String why) {
        super(why);
    }
}
