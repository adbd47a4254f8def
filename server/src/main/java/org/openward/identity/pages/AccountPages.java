package org.openward.identity.pages;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.UUID;
import org.openward.identity.secondfactor.SecondFactors;
import org.openward.identity.sessions.SignIn;
import org.openward.identity.sessions.SignIns;

/** Where people see and end what goes on in their name. */
final class AccountPages {
    private final Visits visits;
    private final SecondFactors factors;
    private final SignIns signIns;
    private final SignInBook book;

    AccountPages(Visits visits, SecondFactors factors, SignIns signIns, SignInBook book) {
        this.visits = visits;
        this.factors = factors;
        this.signIns = signIns;
        this.book = book;
    }

    void show(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var signIn = visits.complete(request);
        if (signIn.isEmpty()) {
            response.sendRedirect("/login");
            return;
        }
        var person = signIn.get().userName();
        var page = new Page(request, "Your account")
                .paragraph("You are signed in as " + person + ".")
                .link("/login/password", "Change the password")
                .link(
                        "/login/second-factor",
                        factors.isSetUp(person) ? "Show the second factor" : "Set up a second factor")
                .paragraph("Signed in now:");
        signIns.of(person).forEach(each -> page.line(described(each, signIn.get()), ending(each)));
        page.form(Form.to("/logout", "Sign out")).answer(response);
    }

    private static String described(SignIn each, SignIn present) {
        return each.since() + " from " + each.address() + (each.id().equals(present.id()) ? " (here), " : ", ")
                + each.agent();
    }

    private static Form ending(SignIn each) {
        return Form.to("/account/end", "End").hidden("sign-in", each.id().toString());
    }

    void end(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var signIn = visits.complete(request);
        if (signIn.isEmpty()) {
            response.sendRedirect("/login");
            return;
        }
        var person = signIn.get().userName();
        var named = Visits.field(request, "sign-in");
        if (Visits.isSent(request)
                && isId(named)
                && signIns.end(person, UUID.fromString(named), "ended by its person")) {
            book.changed(request, person, "Sign-in ended: " + named);
        }
        response.sendRedirect("/account");
    }

    private static boolean isId(String text) {
        return text.matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    }
}
