package org.openward.security.issuers;

import com.nimbusds.jwt.JWTParser;
import java.text.ParseException;
import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.openward.security.issuers.IssuersSettings.Issuer;
import org.openward.security.outbound.OutgoingHttp;
import org.springframework.security.oauth2.jwt.JwtClaimNames;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.JwtValidators;
import org.springframework.security.oauth2.jwt.SupplierJwtDecoder;

/** The issuers whose tokens count beside this server's own, each for what the operator trusts it with. */
public final class TrustedIssuers {
    private static final Duration SKEW = Duration.ofMinutes(1);

    private final Map<String, Issuer> issuers;
    private final Map<String, JwtDecoder> decoders;
    private final Clock clock;
    private final OutgoingHttp http;

    public TrustedIssuers(IssuersSettings settings, Clock clock, OutgoingHttp http) {
        this.issuers = Map.copyOf(settings.issuers());
        this.clock = clock;
        this.http = http;
        this.decoders = issuers.entrySet().stream()
                .collect(Collectors.toUnmodifiableMap(
                        known -> known.getValue().issuer().toString(),
                        known -> decoder(known.getKey(), known.getValue())));
    }

    /** Reads the tokens of these issuers, and leaves all others to that decoder. */
    public JwtDecoder beside(JwtDecoder own) {
        return decoders.isEmpty()
                ? own
                : token -> decoders.getOrDefault(issuerOf(token), own).decode(token);
    }

    /** Whether one of these issuers gave that name; it keeps the register of its people and programs itself. */
    public boolean named(String subject) {
        var end = subject.indexOf(ForeignClaims.SEPARATOR);
        return end > 0 && issuers.containsKey(subject.substring(0, end));
    }

    /** As the token says it, which proves nothing: it decides whose keys it must be signed with. */
    private static String issuerOf(String token) {
        try {
            var claims = JWTParser.parse(token).getJWTClaimsSet();
            return claims == null || claims.getIssuer() == null ? "" : claims.getIssuer();
        } catch (ParseException noToken) {
            return "";
        }
    }

    /** Asks the issuer for its keys when its first token comes in, so that the server starts without it. */
    private JwtDecoder decoder(String name, Issuer issuer) {
        var words = new ForeignClaims(name, issuer);
        var signed = new PatientDecoder(new SupplierJwtDecoder(() -> signed(issuer)));
        return token -> words.inOurWords(signed.decode(token));
    }

    private JwtDecoder signed(Issuer issuer) {
        var decoder = IssuerKeys.decoder(IssuerKeys.of(issuer.issuer(), issuer.jwkSetUrl(), http), issuer.algorithms());
        decoder.setJwtValidator(JwtValidators.createDefaultWithValidators(List.of(
                new JwtClaimValidator<Object>(
                        JwtClaimNames.ISS, said -> issuer.issuer().toString().equals(String.valueOf(said))),
                new JwtClaimValidator<Collection<String>>(
                        JwtClaimNames.AUD,
                        audience -> audience != null && !Collections.disjoint(audience, issuer.audience())),
                new JwtClaimValidator<Object>(JwtClaimNames.EXP, end -> end != null),
                new IssuedBefore(clock, SKEW),
                new JwtClaimValidator<Object>(JwtClaimNames.SUB, subject -> subject != null))));
        return decoder;
    }
}
