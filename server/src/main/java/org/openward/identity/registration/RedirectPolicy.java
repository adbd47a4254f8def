package org.openward.identity.registration;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/** Where an app may have the browser sent back to: an address that is its own and that nobody else can receive. */
final class RedirectPolicy {
    private static final int LONGEST = 500;

    /** A name that the app's maker owns, turned round: {@code org.example.app} (RFC 8252, section 7.1). */
    private static final Pattern PRIVATE_SCHEME = Pattern.compile("[a-z][a-z0-9-]*(\\.[a-z0-9-]+)+");

    private static final Set<String> THIS_MACHINE = Set.of("127.0.0.1", "[::1]");

    private RedirectPolicy() {}

    /**
     * Why an address will not do; nothing when it will.
     *
     * @param hasSecret whether the app keeps a secret, which one on a phone or desktop cannot
     */
    static Optional<String> objectionTo(String address, boolean hasSecret) {
        if (address.length() > LONGEST || address.contains("*") || address.contains("\\")) {
            return Optional.of("A redirect URI has at most " + LONGEST + " characters, and neither * nor \\.");
        }
        try {
            return objectionTo(new URI(address), hasSecret);
        } catch (URISyntaxException unreadable) {
            return Optional.of("A redirect URI cannot be read.");
        }
    }

    private static Optional<String> objectionTo(URI address, boolean hasSecret) {
        var scheme = address.getScheme() == null ? "" : address.getScheme().toLowerCase(Locale.ROOT);
        if (address.getRawFragment() != null || address.getRawUserInfo() != null) {
            return Optional.of("A redirect URI has no fragment and no user.");
        }
        if (scheme.equals("https")) {
            return address.getHost() == null
                    ? Optional.of("A redirect URI names the host that it leads to.")
                    : Optional.empty();
        }
        if (scheme.equals("http")) {
            return address.getHost() != null && THIS_MACHINE.contains(address.getHost())
                    ? Optional.empty()
                    : Optional.of("A redirect URI with http leads to 127.0.0.1 or [::1]; all others begin with https.");
        }
        return PRIVATE_SCHEME.matcher(scheme).matches() && !hasSecret
                ? Optional.empty()
                : Optional.of("A redirect URI begins with https; that of an app without a secret may begin with a name"
                        + " of its maker turned round, such as org.example.app:/done.");
    }
}
