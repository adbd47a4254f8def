package org.openward.security.hostile;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKMatcher;
import com.nimbusds.jose.jwk.JWKSelector;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import org.openward.testing.Hospital;

/** Makes tokens, good ones to compare with and false ones of every kind. */
final class Forger {
    private final RSAKey key;
    private final String issuer;

    Forger(Hospital hospital) {
        this.issuer = hospital.root().toString();
        @SuppressWarnings("unchecked") // the server has one key source
        JWKSource<SecurityContext> keys = hospital.part(JWKSource.class);
        try {
            this.key = keys.get(new JWKSelector(new JWKMatcher.Builder().build()), null)
                    .get(0)
                    .toRSAKey();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** What a client with every right carries for the next five minutes. */
    JWTClaimsSet.Builder claims() {
        var now = Instant.now();
        return new JWTClaimsSet.Builder()
                .subject("demo")
                .issuer(issuer)
                .audience(issuer + "/fhir")
                .issueTime(Date.from(now))
                .notBeforeTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(300)))
                .claim("client_id", "demo")
                .claim("scope", "system/*.cruds")
                .claim("permissions", List.of("operation/*"))
                .claim("tenants", List.of("default"));
    }

    String keyId() {
        return key.getKeyID();
    }

    /** With the server's own key. */
    String signed(JWTClaimsSet claims) {
        return signed(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(keyId()).build(), claims, signer(key));
    }

    /** With a key that only calls itself like the server's. */
    String signedByAStranger(JWTClaimsSet claims) {
        return signed(new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(keyId()).build(), claims, signer(stranger()));
    }

    /** With a key that the token brings along itself. */
    String withItsOwnKey(JWTClaimsSet claims) {
        var own = stranger();
        return signed(
                new JWSHeader.Builder(JWSAlgorithm.RS256)
                        .keyID(own.getKeyID())
                        .jwk(own.toPublicJWK())
                        .build(),
                claims,
                signer(own));
    }

    /** With a header of the forger's, and a stranger's key. */
    String withHeader(JWSHeader.Builder header, JWTClaimsSet claims) {
        return signed(header.build(), claims, signer(stranger()));
    }

    static String unsigned(JWTClaimsSet claims) {
        return new PlainJWT(claims).serialize();
    }

    /** With the server's public key, which everybody knows, taken for a shared secret. */
    List<String> signedWithThePublicKey(JWTClaimsSet claims) {
        try {
            var secrets = List.of(
                    key.toRSAPublicKey().getEncoded(),
                    key.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8),
                    key.getModulus().decode());
            var forged = new ArrayList<String>();
            for (var secret : secrets) {
                forged.add(signed(
                        new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(keyId()).build(),
                        claims,
                        new MACSigner(secret)));
            }
            return forged;
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** A good token whose text was changed afterwards. */
    String changedAfterwards(JWTClaimsSet before, JWTClaimsSet after) {
        var parts = signed(before).split("\\.", -1);
        return parts[0] + "." + Base64URL.encode(after.toString()) + "." + parts[2];
    }

    private static RSAKey stranger() {
        try {
            return new RSAKeyGenerator(2048).keyID("a-stranger").generate();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static JWSSigner signer(RSAKey with) {
        try {
            return new RSASSASigner(with);
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    private static String signed(JWSHeader header, JWTClaimsSet claims, JWSSigner signer) {
        try {
            var token = new SignedJWT(
                    new JWSHeader.Builder(header).type(JOSEObjectType.JWT).build(), claims);
            token.sign(signer);
            return token.serialize();
        } catch (JOSEException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
