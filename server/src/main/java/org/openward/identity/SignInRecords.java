package org.openward.identity;

import com.nimbusds.jwt.JWTParser;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.text.ParseException;
import org.jspecify.annotations.Nullable;
import org.openward.audit.AuditEntry.Deed;
import org.openward.audit.AuditUnavailable;
import org.openward.security.Claims;
import org.openward.security.door.DoorBook;
import org.openward.security.door.DoorBook.Visitor;
import org.openward.security.perimeter.ClaimedClient;
import org.openward.tenancy.Caller.Kind;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.ServletServerHttpResponse;
import org.springframework.security.authentication.InsufficientAuthenticationException;
import org.springframework.security.core.Authentication;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.core.context.SecurityContextHolder;
import org.springframework.security.oauth2.core.AuthorizationGrantType;
import org.springframework.security.oauth2.core.OAuth2AuthenticationException;
import org.springframework.security.oauth2.core.OAuth2Error;
import org.springframework.security.oauth2.core.OAuth2ErrorCodes;
import org.springframework.security.oauth2.core.endpoint.OAuth2ParameterNames;
import org.springframework.security.oauth2.core.http.converter.OAuth2ErrorHttpMessageConverter;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AccessTokenAuthenticationToken;
import org.springframework.security.web.authentication.AuthenticationSuccessHandler;

/** Has every token, given or refused, written down before the answer leaves, and whoever signs out by way of an app. */
final class SignInRecords {
    private final DoorBook book;

    SignInRecords(DoorBook book) {
        this.book = book;
    }

    void signedOut(HttpServletRequest request, HttpServletResponse response, @Nullable Authentication who) {
        if (who != null) {
            book.admitted(request, Visitor.person(who.getName()), Deed.LOGOUT, null);
        }
    }

    /** Gives the token only when it is written down that it was given. */
    AuthenticationSuccessHandler recording(AuthenticationSuccessHandler giving) {
        return (request, response, issued) -> {
            try {
                tokenIssued(request, (OAuth2AccessTokenAuthenticationToken) issued);
            } catch (AuditUnavailable failure) {
                answer(response, HttpStatus.SERVICE_UNAVAILABLE, OAuth2ErrorCodes.TEMPORARILY_UNAVAILABLE);
                return;
            }
            giving.onAuthenticationSuccess(request, response, issued);
        };
    }

    /** A client that proved who it is asked for what it may not have, or with a code or refresh token that is worthless. */
    void tokenRefused(HttpServletRequest request, HttpServletResponse response, AuthenticationException why)
            throws IOException {
        book.doubted(request, Visitor.client(ClaimedClient.of(request)), Deed.TOKEN, code(why));
        var error = why instanceof OAuth2AuthenticationException known
                ? known.getError()
                : new OAuth2Error(OAuth2ErrorCodes.SERVER_ERROR);
        answer(response, HttpStatus.BAD_REQUEST, error);
    }

    /** A client is unknown, or has the wrong secret or assertion; it is not told which. */
    void clientRefused(HttpServletRequest request, HttpServletResponse response, AuthenticationException why)
            throws IOException {
        SecurityContextHolder.clearContext();
        var error = code(why);
        book.doubted(request, Visitor.client(ClaimedClient.of(request)), Deed.TOKEN, error);
        answer(
                response,
                OAuth2ErrorCodes.INVALID_CLIENT.equals(error) ? HttpStatus.UNAUTHORIZED : HttpStatus.BAD_REQUEST,
                error);
    }

    /** Somebody asked for a token without saying who he is. */
    void nobodyAsked(HttpServletRequest request, HttpServletResponse response, AuthenticationException why)
            throws IOException {
        book.doubted(request, Visitor.client(ClaimedClient.of(request)), Deed.TOKEN, code(why));
        response.setHeader(HttpHeaders.WWW_AUTHENTICATE, "Basic realm=\"OpenWard\"");
        answer(response, HttpStatus.UNAUTHORIZED, OAuth2ErrorCodes.INVALID_CLIENT);
    }

    private void tokenIssued(HttpServletRequest request, OAuth2AccessTokenAuthenticationToken issued)
            throws IOException {
        var client = issued.getRegisteredClient().getClientId();
        try {
            var claims =
                    JWTParser.parse(issued.getAccessToken().getTokenValue()).getJWTClaimsSet();
            book.admitted(
                    request,
                    new Visitor(isOfTheAppItself(request) ? Kind.CLIENT : Kind.PERSON, claims.getSubject()),
                    Deed.TOKEN,
                    "client_id=" + client + " grant_type=" + request.getParameter(OAuth2ParameterNames.GRANT_TYPE)
                            + " scope=" + claims.getStringClaim(Claims.SCOPE));
        } catch (ParseException impossible) {
            throw new IOException("This server cannot read the token that it has just made.", impossible);
        }
    }

    private static boolean isOfTheAppItself(HttpServletRequest request) {
        return AuthorizationGrantType.CLIENT_CREDENTIALS
                .getValue()
                .equals(request.getParameter(OAuth2ParameterNames.GRANT_TYPE));
    }

    private static String code(AuthenticationException why) {
        if (why instanceof OAuth2AuthenticationException known) {
            return known.getError().getErrorCode();
        }
        return why instanceof InsufficientAuthenticationException
                ? OAuth2ErrorCodes.INVALID_CLIENT
                : OAuth2ErrorCodes.SERVER_ERROR;
    }

    private static void answer(HttpServletResponse response, HttpStatus status, String error) throws IOException {
        answer(response, status, new OAuth2Error(error));
    }

    private static void answer(HttpServletResponse response, HttpStatus status, OAuth2Error error) throws IOException {
        var answer = new ServletServerHttpResponse(response);
        answer.setStatusCode(status);
        new OAuth2ErrorHttpMessageConverter().write(error, null, answer);
    }
}
