package org.openward.identity.pages;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import org.openward.identity.sessions.Onwards;
import org.springframework.security.web.csrf.CsrfToken;
import org.springframework.web.util.HtmlUtils;
import org.springframework.web.util.UriComponentsBuilder;

/** A page of plain HTML: no scripts, nothing loaded from anywhere, no way to be shown within another page. */
final class Page {
    private static final String STYLE =
            """
            body{font:16px/1.5 system-ui,sans-serif;max-width:30rem;margin:3rem auto;padding:0 1rem}\
            label{display:block;margin:.7rem 0}input{display:block;width:100%;box-sizing:border-box;font:inherit;padding:.4rem}\
            button{font:inherit;padding:.4rem 1rem;margin:.5rem 0}.wrong{color:#a00}code{font-size:1.1em;word-break:break-all}\
            table{border-collapse:collapse}td{padding:.3rem .8rem .3rem 0;vertical-align:top}""";

    private static final String POLICY = "default-src 'none'; style-src 'sha256-" + hash(STYLE)
            + "'; base-uri 'none'; frame-ancestors 'none'; form-action 'self'";

    private static final Pattern ORIGIN = Pattern.compile("[a-z][a-z0-9+.-]*://[A-Za-z0-9.\\[\\]:-]+");

    private final HttpServletRequest request;
    private final String title;
    private final StringBuilder body = new StringBuilder();

    Page(HttpServletRequest request, String title) {
        this.request = request;
        this.title = title;
    }

    Page paragraph(String text) {
        body.append("<p>").append(escaped(text)).append("</p>\n");
        return this;
    }

    /** Said in red; nothing when there is nothing wrong. */
    Page wrong(String text) {
        if (!text.isEmpty()) {
            body.append("<p class=\"wrong\" role=\"alert\">")
                    .append(escaped(text))
                    .append("</p>\n");
        }
        return this;
    }

    /** Something to copy by hand. */
    Page code(String text) {
        body.append("<p><code>").append(escaped(text)).append("</code></p>\n");
        return this;
    }

    Page link(String address, String text) {
        body.append("<p><a href=\"").append(escaped(address)).append("\">").append(escaped(text));
        body.append("</a></p>\n");
        return this;
    }

    Page line(String text, Form form) {
        body.append("<table><tr><td>").append(escaped(text)).append("</td><td>");
        form(form).body.append("</td></tr></table>\n");
        return this;
    }

    Page form(Form form) {
        body.append(form.html(csrf())).append('\n');
        return this;
    }

    private String csrf() {
        var token = (CsrfToken) request.getAttribute(CsrfToken.class.getName());
        return "<input type=\"hidden\" name=\"_csrf\" value=\"" + (token == null ? "" : escaped(token.getToken()))
                + "\">";
    }

    void answer(HttpServletResponse response) throws IOException {
        answer(response, HttpServletResponse.SC_OK);
    }

    void answer(HttpServletResponse response, int status) throws IOException {
        response.setStatus(status);
        response.setContentType("text/html;charset=UTF-8");
        response.setHeader("Content-Security-Policy", POLICY + appThatFollows());
        response.setHeader("Referrer-Policy", "no-referrer");
        response.getOutputStream().write(html().getBytes(StandardCharsets.UTF_8));
    }

    private String html() {
        return """
                <!DOCTYPE html>
                <html lang="en">
                <head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>%1$s</title>
                <style>%2$s</style></head>
                <body>
                <h1>%1$s</h1>
                %3$s</body>
                </html>
                """
                .formatted(escaped(title), STYLE, body);
    }

    /** Browsers hold the app's address, to which the last step leads on, against the forms of this page as well. */
    private String appThatFollows() {
        return Onwards.of(request)
                .flatMap(Page::redirect)
                .filter(ORIGIN.asMatchPredicate())
                .map(origin -> " " + origin)
                .orElse("");
    }

    private static Optional<String> redirect(String authorize) {
        try {
            var named = UriComponentsBuilder.fromUriString(authorize)
                    .build()
                    .getQueryParams()
                    .getFirst("redirect_uri");
            return Optional.ofNullable(named)
                    .map(address -> URI.create(URLDecoder.decode(address, StandardCharsets.UTF_8)))
                    .map(address -> address.getScheme() + "://" + address.getAuthority());
        } catch (IllegalArgumentException foreign) {
            return Optional.empty();
        }
    }

    static String escaped(String text) {
        return HtmlUtils.htmlEscape(text, "UTF-8");
    }

    private static String hash(String style) {
        try {
            var digest = MessageDigest.getInstance("SHA-256").digest(style.getBytes(StandardCharsets.UTF_8));
            return Base64.getEncoder().encodeToString(digest);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("Java has no SHA-256.", impossible);
        }
    }
}
