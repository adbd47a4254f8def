package org.openward.security.perimeter;

import com.nimbusds.jwt.JWTParser;
import jakarta.servlet.http.HttpServletRequest;
import java.nio.charset.StandardCharsets;
import java.text.ParseException;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;

/** Which client a request for a token says that it comes from; proved by nothing yet. */
public final class ClaimedClient {
    private ClaimedClient() {}

    /** Whether the request brings something by which the client would prove itself: a secret or an assertion. */
    static boolean showsProof(HttpServletRequest request) {
        return request.getHeader(HttpHeaders.AUTHORIZATION) != null
                || request.getParameter(OAuth2ParameterNames.CLIENT_SECRET) != null
                || request.getParameter(OAuth2ParameterNames.CLIENT_ASSERTION) != null;
    }

    /** Said in the form, by the subject of an assertion, or in the Authorization header. */
    public static @Nullable String of(HttpServletRequest request) {
        var form = request.getParameter(OAuth2ParameterNames.CLIENT_ID);
        var assertion = request.getParameter(OAuth2ParameterNames.CLIENT_ASSERTION);
        var header = request.getHeader(HttpHeaders.AUTHORIZATION);
        try {
            if (form == null && assertion != null) {
                return JWTParser.parse(assertion).getJWTClaimsSet().getSubject();
            }
            if (form == null && header != null && header.regionMatches(true, 0, "Basic ", 0, 6)) {
                var pair = Base64.getDecoder().decode(header.substring(6).strip());
                var text = new String(pair, StandardCharsets.UTF_8);
                return text.contains(":") ? text.substring(0, text.indexOf(':')) : null;
            }
        } catch (ParseException | IllegalArgumentException malformed) {
            return null;
        }
        return form;
    }
}
