package org.openward.identity;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import java.text.ParseException;

/** The public keys of a client, written into its settings. */
final class InlineKeys {
    private static final int FEWEST_BITS = 2048;

    private InlineKeys() {}

    /** Refuses what is no set of public keys; a private key belongs to the client alone. */
    static void check(String jwks) {
        var keys = read(jwks).getKeys();
        if (keys.isEmpty() || keys.stream().anyMatch(InlineKeys::isNoPublicKey)) {
            throw new IllegalArgumentException(
                    "The jwks of a client holds public keys, RSA of 2048 bits at least or elliptic curves, and nothing else.");
        }
    }

    static JWKSet read(String jwks) {
        try {
            return JWKSet.parse(jwks);
        } catch (ParseException malformed) {
            throw new IllegalArgumentException("The jwks of a client is no JSON Web Key Set.");
        }
    }

    private static boolean isNoPublicKey(JWK key) {
        return key.isPrivate()
                || key.getKeyType().getValue().equals("oct")
                || (key instanceof RSAKey && key.size() < FEWEST_BITS);
    }
}
