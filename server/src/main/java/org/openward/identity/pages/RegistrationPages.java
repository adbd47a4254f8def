package org.openward.identity.pages;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.openward.fhir.Refusal;
import org.openward.identity.patients.SelfRegistration;
import org.openward.identity.patients.SelfRegistration.Result;
import org.openward.identity.patients.SelfRegistration.Visit;
import org.openward.security.door.RequestId;
import org.springframework.web.HttpRequestHandler;

/** Where patients say who they are and prove it, to get an account. Each page is the same whether there is such a patient or not. */
final class RegistrationPages {
    static final String PATH = "/register";
    static final String CODE = "/register/code";

    private static final String TITLE = "An account for patients";

    private final SelfRegistration registration;

    RegistrationPages(SelfRegistration registration) {
        this.registration = registration;
    }

    /** What cannot be looked for or written down now is not done: such as while another key takes over that this server has not heard of. */
    static HttpRequestHandler orLater(HttpRequestHandler page) {
        return (request, response) -> {
            try {
                page.handleRequest(request, response);
            } catch (Refusal refusal) {
                if (refusal.kind() != Refusal.Kind.UNAVAILABLE) {
                    throw refusal;
                }
                new Page(request, TITLE)
                        .wrong(
                                "This does not work just now. Try again in a few minutes, or ask at the front desk of the hospital.")
                        .answer(response, HttpServletResponse.SC_SERVICE_UNAVAILABLE);
            }
        };
    }

    void who(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (registration.systems().isEmpty()) {
            new Page(request, TITLE)
                    .paragraph("Ask at the front desk of the hospital: there you get a link.")
                    .answer(response, HttpServletResponse.SC_NOT_FOUND);
        } else if (!Visits.isSent(request)) {
            whoPage(request, "").answer(response);
        } else {
            begin(request, response);
        }
    }

    private Page whoPage(HttpServletRequest request, String wrong) {
        var tenant = Visits.field(request, "tenant");
        return new Page(request, TITLE)
                .wrong(wrong)
                .paragraph(
                        "Say who you are, as the hospital knows you. Then a code goes to the mail address that the hospital has"
                                + " of you. Without one, ask at the front desk.")
                .form(Form.to(PATH, "Send me a code")
                        .hidden("tenant", tenant.isEmpty() ? "default" : tenant)
                        .text("family", "Family name", "family-name")
                        .date("born", "Born on", "bday")
                        .choice("system", "Kind of number", registration.systems())
                        .text("number", "Your number", "off"));
    }

    private void begin(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var said = List.of(
                Visits.field(request, "family"),
                Visits.field(request, "born"),
                Visits.field(request, "system"),
                Visits.field(request, "number"));
        var handle = registration.begin(Visits.field(request, "tenant"), said, visit(request));
        if (handle.isEmpty()) {
            whoPage(request, "Something is missing, or the date is not like 1990-02-03.")
                    .answer(response, HttpServletResponse.SC_BAD_REQUEST);
        } else {
            codePage(request, handle.get(), "").answer(response);
        }
    }

    private static Page codePage(HttpServletRequest request, String handle, String wrong) {
        return new Page(request, TITLE)
                .wrong(wrong)
                .paragraph(
                        "If the hospital knows somebody like that, and his mail address, a code is on its way there. Wait for a few"
                                + " minutes, then type it here.")
                .form(Form.to(CODE, "Go on")
                        .hidden("handle", handle)
                        .text("code", "Code", "one-time-code")
                        .text(
                                "username",
                                "The user name that you would like; if you have one already, you keep it",
                                "username"));
    }

    void code(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!Visits.isSent(request)) {
            response.sendRedirect(PATH);
            return;
        }
        var handle = Visits.field(request, "handle");
        var outcome = registration.prove(
                handle, Visits.field(request, "code"), Visits.field(request, "username"), visit(request));
        if (outcome.result() == Result.PROVED) {
            response.sendRedirect("/invitation?secret=" + outcome.secret());
        } else {
            codePage(request, handle, sentence(outcome.result())).answer(response, HttpServletResponse.SC_FORBIDDEN);
        }
    }

    private static String sentence(Result result) {
        return result == Result.NAME_TAKEN
                ? "That user name is taken, or has spaces or other signs than letters, digits and the like. Take another one; the code"
                        + " is still good."
                : "The code is wrong or was used before, or it is too old, or there were too many wrong ones. Begin again for another"
                        + " one.";
    }

    private static Visit visit(HttpServletRequest request) {
        return new Visit(RequestId.of(request), request.getRemoteAddr());
    }
}
