package org.openward.identity.registration;

import java.util.Optional;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.openward.security.ScopePolicy;

/** What an app may ask to be registered for. */
final class NewcomerPolicy {
    private static final Pattern PERMISSION = Pattern.compile("operation/(\\*|[A-Za-z][A-Za-z.-]{0,99})");

    private final RegistrationSettings settings;
    private final Function<String, Optional<String>> objectionToAddress;

    /** @param objectionToAddress why this server would not fetch keys from an address */
    NewcomerPolicy(RegistrationSettings settings, Function<String, Optional<String>> objectionToAddress) {
        this.settings = settings;
        this.objectionToAddress = objectionToAddress;
    }

    void check(NewClient client) {
        checkRedirects(client);
        checkProof(client);
        checkScopes(client);
        if (!client.servesPeople() && !client.permissions().isEmpty()) {
            throw RegistrationRefused.metadata("A program that works by itself gets no permissions by registration;"
                    + " they stand in the settings of the server.");
        }
        if (!client.permissions().stream()
                .allMatch(word -> PERMISSION.matcher(word).matches())) {
            throw RegistrationRefused.metadata("permissions are operations, such as operation/Invoice-pay.");
        }
    }

    private static void checkRedirects(NewClient client) {
        if (client.servesPeople() == client.redirectUris().isEmpty()) {
            throw RegistrationRefused.redirect("redirect_uris belong to the grant type authorization_code.");
        }
        client.redirectUris().forEach(address -> RedirectPolicy.objectionTo(address, client.hasSecret())
                .ifPresent(why -> {
                    throw RegistrationRefused.redirect(why);
                }));
    }

    private void checkProof(NewClient client) {
        var hasKeys = client.keys() != null || client.keysAt() != null;
        if (hasKeys != client.method().equals(NewClient.PRIVATE_KEY)
                || (client.keys() != null && client.keysAt() != null)) {
            throw RegistrationRefused.metadata(
                    "private_key_jwt, and nothing else, needs the public keys: in jwks, or at a jwks_uri.");
        }
        if (client.keysAt() != null) {
            objectionToAddress.apply(client.keysAt()).ifPresent(why -> {
                throw RegistrationRefused.metadata("jwks_uri: " + why);
            });
        }
    }

    private void checkScopes(NewClient client) {
        for (var scope : client.scopes()) {
            try {
                ScopePolicy.checkRegistrable(scope);
            } catch (IllegalArgumentException none) {
                throw RegistrationRefused.metadata(
                        "scope holds the SMART scopes that the app may ask for, with spaces between.");
            }
            if (scope.startsWith("system/") == client.servesPeople()) {
                throw RegistrationRefused.metadata("The scopes of an app that people use begin with user/ or patient/,"
                        + " those of a program that works by itself with system/.");
            }
        }
        if (!ScopePolicy.covers(settings.scopes(), client.scopes())) {
            throw RegistrationRefused.metadata("These scopes are wider than what apps can be registered for here: "
                    + String.join(" ", new TreeSet<>(settings.scopes())) + ".");
        }
    }
}
