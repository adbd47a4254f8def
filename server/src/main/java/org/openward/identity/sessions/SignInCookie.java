package org.openward.identity.sessions;

import jakarta.servlet.http.Cookie;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.http.HttpHeaders;
import org.springframework.http.ResponseCookie;

/** What a browser keeps to be known again, until it is closed; no script reads it, and no other site sends it along with a form. */
public final class SignInCookie {
    static final String NAME = "openward-sign-in";

    private SignInCookie() {}

    /** The secret that the browser sent. */
    public static Optional<String> of(HttpServletRequest request) {
        return value(request, NAME);
    }

    static Optional<String> value(HttpServletRequest request, String name) {
        return Stream.ofNullable(request.getCookies())
                .flatMap(Stream::of)
                .filter(cookie -> name.equals(cookie.getName()))
                .map(Cookie::getValue)
                .filter(value -> !value.isEmpty())
                .findFirst();
    }

    /** Has the browser keep it. */
    public static void give(HttpServletRequest request, HttpServletResponse response, String secret) {
        set(request, response, NAME, secret, -1);
    }

    /** Has the browser forget it. */
    public static void take(HttpServletRequest request, HttpServletResponse response) {
        set(request, response, NAME, "", 0);
    }

    static void set(HttpServletRequest request, HttpServletResponse response, String name, String value, long seconds) {
        var cookie = ResponseCookie.from(name, value)
                .path("/")
                .httpOnly(true)
                .secure(request.isSecure())
                .sameSite("Lax")
                .maxAge(seconds)
                .build();
        response.addHeader(HttpHeaders.SET_COOKIE, cookie.toString());
    }
}
