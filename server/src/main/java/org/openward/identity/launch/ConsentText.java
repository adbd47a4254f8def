package org.openward.identity.launch;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.openward.identity.launch.Charts.Line;
import org.openward.security.ScopePolicy;
import org.springframework.web.util.HtmlUtils;

/** The words of the pages on which a person consents and chooses. No script, and every word from elsewhere is escaped. */
final class ConsentText {
    private final String app;
    private final String client;
    private final String state;

    /** @param app what the client calls itself */
    ConsentText(String app, String client, String state) {
        this.app = app;
        this.client = client;
        this.state = state;
    }

    static String over() {
        return page("This sign-in is over", "<p>Go back to the app and begin again.</p>");
    }

    static String later() {
        return page("Not now", "<p>The audit trail cannot be written at the moment. Try again in a minute.</p>");
    }

    static String closed(String app) {
        return page(
                "Not with this account",
                "<p>" + escaped(app) + " asks for a hospital that this account may not enter.</p>");
    }

    /** @param found nothing before the first search */
    String patients(Optional<String> name, Optional<List<Line>> found) {
        return page(
                "For which patient?",
                """
                <p>%s asks for one patient.</p>
                <form method="get" action="%s">%s
                <label>Name <input name="name" value="%s" minlength="2" required autofocus></label>
                <button>Find</button></form>
                %s%s
                """
                        .formatted(
                                escaped(app),
                                ConsentPage.PATH,
                                hidden(Optional.empty(), Optional.empty()),
                                escaped(name.orElse("")),
                                found.map(lines -> choices(lines, "&patient=")).orElse(""),
                                denial()));
    }

    String encounters(Line patient, List<Line> found) {
        return page(
                "For which visit?",
                "<p>" + escaped(app) + " asks for one visit of " + escaped(patient.text()) + ".</p>"
                        + choices(found, "&patient=" + encoded(patient.id()) + "&encounter=") + denial());
    }

    private String choices(List<Line> lines, String parameter) {
        if (lines.isEmpty()) {
            return "<p>There is none that you may see.</p>";
        }
        return lines.stream()
                .map(line -> "<li><a href=\"%s?client_id=%s&amp;state=%s%s%s\">%s</a></li>"
                        .formatted(
                                ConsentPage.PATH,
                                encoded(client),
                                encoded(state),
                                escaped(parameter),
                                encoded(line.id()),
                                escaped(line.text())))
                .collect(Collectors.joining("\n", "<ul>", "</ul>"));
    }

    String consent(Iterable<String> scopes, Optional<Line> patient, Optional<Line> encounter) {
        var boxes = new StringBuilder();
        var silent = new StringBuilder();
        for (var scope : scopes) {
            if (scope.equals("launch") || scope.startsWith("launch/")) {
                silent.append(field("scope", scope));
            } else {
                boxes.append(
                        "<li><label><input type=\"checkbox\" name=\"scope\" value=\"%s\" checked> %s</label></li>\n"
                                .formatted(escaped(scope), escaped(ScopePolicy.inWords(scope))));
            }
        }
        return page(
                "May " + app + " do this in your name?",
                """
                %s<form method="post" action="/oauth2/authorize">%s%s
                <ul>%s</ul>
                <button>Allow</button></form>%s
                """
                        .formatted(about(patient, encounter), hidden(patient, encounter), silent, boxes, denial()));
    }

    private static String about(Optional<Line> patient, Optional<Line> encounter) {
        return patient.map(line -> "<p>With the record of " + escaped(line.text())
                        + encounter
                                .map(visit -> ", visit " + escaped(visit.text()))
                                .orElse("") + ".</p>")
                .orElse("");
    }

    private String denial() {
        return "<form method=\"post\" action=\"/oauth2/authorize\">" + hidden(Optional.empty(), Optional.empty())
                + "<button>Do not allow</button></form>";
    }

    private String hidden(Optional<Line> patient, Optional<Line> encounter) {
        return field("client_id", client)
                + field("state", state)
                + patient.map(line -> field("patient", line.id())).orElse("")
                + encounter.map(line -> field("encounter", line.id())).orElse("");
    }

    private static String field(String name, String value) {
        return "<input type=\"hidden\" name=\"" + name + "\" value=\"" + escaped(value) + "\">";
    }

    private static String page(String title, String body) {
        return """
                <!DOCTYPE html>
                <html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
                <title>%1$s</title>
                <style>body{font-family:sans-serif;max-width:40em;margin:3em auto;padding:0 1em}li{margin:.5em 0}</style>
                </head><body><h1>%1$s</h1>
                %2$s
                </body></html>
                """
                .formatted(escaped(title), body);
    }

    private static String escaped(String text) {
        return HtmlUtils.htmlEscape(text);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
