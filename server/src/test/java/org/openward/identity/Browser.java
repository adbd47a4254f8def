package org.openward.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.CookieManager;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.regex.Pattern;
import org.openward.identity.Gate.Reply;
import org.springframework.web.util.UriComponentsBuilder;

/** Somebody's browser: keeps cookies, fills in forms, follows where it is sent, and hands codes to the server's own app. */
final class Browser {
    static final String APP = "openward-console";

    private static final String CALLBACK = "http://127.0.0.1/callback";
    private static final String VERIFIER = "a-verifier-that-is-long-enough-to-be-one-0123456789";
    private static final Pattern CSRF = Pattern.compile("name=\"_csrf\"[^>]*value=\"([^\"]+)\"");
    private static final Pattern CODE = Pattern.compile("<code>([^<]+)</code>");

    private final HttpClient http =
            HttpClient.newBuilder().cookieHandler(new CookieManager()).build();
    private final URI root;

    Browser(URI root) {
        this.root = root;
    }

    Reply open(String path) {
        return send(HttpRequest.newBuilder(root.resolve(path)).header("Accept", "text/html"));
    }

    /** Opens the page, fills in its form and sends it. */
    Reply submit(String path, String... fields) {
        return submitFrom(open(path), path, fields);
    }

    /** Sends a form of a page that is open. */
    Reply submitFrom(Reply page, String path, String... fields) {
        var token = CSRF.matcher(page.body());
        assertThat(token.find()).as(page.toString()).isTrue();
        var form = new ArrayList<String>();
        form.add("_csrf=" + Gate.encoded(token.group(1)));
        for (int field = 0; field < fields.length; field += 2) {
            form.add(fields[field] + "=" + Gate.encoded(fields[field + 1]));
        }
        return post(path.replaceFirst("\\?.*", ""), String.join("&", form));
    }

    Reply signIn(String person, String password) {
        return submit("/login", "username", person, "password", password);
    }

    /** What the page shows to be copied by hand. */
    static String shown(Reply page) {
        var code = CODE.matcher(page.body());
        assertThat(code.find()).as(page.body()).isTrue();
        return code.group(1);
    }

    static String authorize(String scope, String more) {
        return authorize(APP, CALLBACK, scope) + more;
    }

    /** Where another app sends its user. */
    static String authorize(String app, String callback, String scope) {
        return "/oauth2/authorize?response_type=code&client_id=" + app + "&state=s1&scope=" + Gate.encoded(scope)
                + "&redirect_uri=" + Gate.encoded(callback) + "&code_challenge_method=S256&code_challenge="
                + challenge();
    }

    /** Allows the app these scopes, on the page to which the browser was led. */
    Reply allow(String app, URI page, String... scopes) {
        var state = UriComponentsBuilder.fromUri(page).build().getQueryParams().getFirst("state");
        var form = new StringBuilder("client_id=" + app + "&state=" + state);
        for (var scope : scopes) {
            form.append("&scope=").append(Gate.encoded(scope));
        }
        return post("/oauth2/authorize", form.toString());
    }

    /** Chooses a patient, and allows the app these scopes. */
    Reply choose(String app, URI page, String patient, String... scopes) {
        var state = UriComponentsBuilder.fromUri(page).build().getQueryParams().getFirst("state");
        var form = new StringBuilder("client_id=" + app + "&state=" + state + "&patient=" + patient);
        for (var scope : scopes) {
            form.append("&scope=").append(Gate.encoded(scope));
        }
        return post("/oauth2/authorize", form.toString());
    }

    /** A token for the server's own app, for somebody who is signed in here. */
    Reply token(String scope) {
        return exchange(open(authorize(scope, "")).location());
    }

    /** What the app gets for the code with which the browser comes back to it. */
    Reply exchange(URI back) {
        return exchange(APP, CALLBACK, back);
    }

    /** The same for another app. */
    Reply exchange(String app, String callback, URI back) {
        var code = UriComponentsBuilder.fromUri(back).build().getQueryParams().getFirst("code");
        return post(
                "/oauth2/token",
                "grant_type=authorization_code&client_id=" + app + "&code=" + code + "&redirect_uri="
                        + Gate.encoded(callback) + "&code_verifier=" + VERIFIER);
    }

    Reply refresh(Reply token) {
        return post(
                "/oauth2/token",
                "grant_type=refresh_token&client_id=" + APP + "&refresh_token="
                        + Gate.encoded(token.text("refresh_token")));
    }

    private Reply post(String path, String form) {
        return send(HttpRequest.newBuilder(root.resolve(path))
                .header("Accept", "text/html,application/json")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString(form)));
    }

    private Reply send(HttpRequest.Builder request) {
        try {
            var response = http.send(request.timeout(Duration.ofSeconds(60)).build(), BodyHandlers.ofString());
            return new Reply(response.statusCode(), response.headers(), response.body());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    private static String challenge() {
        try {
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(
                            MessageDigest.getInstance("SHA-256").digest(VERIFIER.getBytes(StandardCharsets.US_ASCII)));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
