package org.openward.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.text.ParseException;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** The key that signs this server's tokens: made once, by whichever server process is first, and shared by all. */
final class SigningKey {
    private static final int BITS = 2048;

    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;

    SigningKey(JdbcClient jdbc, TransactionTemplate transaction) {
        this.jdbc = jdbc;
        this.transaction = transaction;
    }

    JWKSource<SecurityContext> source() {
        return new ImmutableJWKSet<>(new JWKSet(key()));
    }

    private JWK key() {
        var kept = transaction.execute(status -> {
            var found = find();
            if (!found.isEmpty()) {
                return found;
            }
            var made = generated();
            jdbc.sql(
                            """
                            insert into identity.signing_key (purpose, key_id, private_jwk)
                            values ('tokens', ?, ?) on conflict do nothing
                            """)
                    .params(made.getKeyID(), made.toJSONString())
                    .update();
            return find();
        });
        try {
            return JWK.parse(kept == null ? "" : kept);
        } catch (ParseException damaged) {
            throw new IllegalStateException("The signing key in identity.signing_key is damaged.", damaged);
        }
    }

    private String find() {
        return jdbc.sql("select private_jwk from identity.signing_key where purpose = 'tokens'")
                .query(String.class)
                .optional()
                .orElse("");
    }

    private static RSAKey generated() {
        try {
            return new RSAKeyGenerator(BITS)
                    .keyID(UUID.randomUUID().toString())
                    .keyUse(KeyUse.SIGNATURE)
                    .generate();
        } catch (JOSEException impossible) {
            throw new IllegalStateException("Java cannot make an RSA key.", impossible);
        }
    }
}
