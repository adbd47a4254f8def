package org.openward.identity.sessions;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.security.web.savedrequest.RequestCache;
import org.springframework.security.web.savedrequest.SavedRequest;

/**
 * Where somebody wanted to go before signing in came between: the app's request to the issuer and nothing else, kept by the browser, so
 * that any server can send it on.
 */
public final class Onwards implements RequestCache {
    private static final String NAME = "openward-onwards";
    private static final String ISSUER = "/oauth2/authorize?";
    private static final int LONGEST = 2_800;
    private static final int SECONDS = 1_800;

    @Override
    public void saveRequest(HttpServletRequest request, HttpServletResponse response) {
        var address = request.getRequestURI() + "?" + request.getQueryString();
        if ("GET".equals(request.getMethod()) && address.startsWith(ISSUER) && address.length() <= LONGEST) {
            SignInCookie.set(request, response, NAME, encoded(address), SECONDS);
        }
    }

    private static String encoded(String address) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(address.getBytes(StandardCharsets.UTF_8));
    }

    /** The app's request, as the browser kept it. */
    public static Optional<String> of(HttpServletRequest request) {
        return SignInCookie.value(request, NAME).map(Onwards::decoded).filter(Onwards::isOurs);
    }

    private static String decoded(String value) {
        try {
            return new String(Base64.getUrlDecoder().decode(value), StandardCharsets.UTF_8);
        } catch (IllegalArgumentException foreign) {
            return "";
        }
    }

    /** On this very server, whatever somebody put into the cookie. */
    private static boolean isOurs(String address) {
        return address.startsWith(ISSUER) && address.chars().allMatch(sign -> sign > ' ' && sign < 0x7f);
    }

    /** The browser may forget it. */
    public static void forget(HttpServletRequest request, HttpServletResponse response) {
        SignInCookie.set(request, response, NAME, "", 0);
    }

    @Override
    public @Nullable SavedRequest getRequest(HttpServletRequest request, HttpServletResponse response) {
        return null;
    }

    @Override
    public @Nullable HttpServletRequest getMatchingRequest(HttpServletRequest request, HttpServletResponse response) {
        return null;
    }

    @Override
    public void removeRequest(HttpServletRequest request, HttpServletResponse response) {
        forget(request, response);
    }
}
