package org.openward.identity.pages;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.List;
import org.openward.identity.secondfactor.SecondFactors;
import org.openward.identity.sessions.SignIn;
import org.openward.identity.sessions.SignInCookie;
import org.openward.identity.sessions.SignIns;

/** Where people show their second factor, and set it up. */
final class SecondFactorPages {
    private final Visits visits;
    private final SecondFactors factors;
    private final SignIns signIns;
    private final SignInBook book;

    SecondFactorPages(Visits visits, SecondFactors factors, SignIns signIns, SignInBook book) {
        this.visits = visits;
        this.factors = factors;
        this.signIns = signIns;
        this.book = book;
    }

    void ask(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var signIn = visits.begun(request);
        if (signIn.isEmpty()) {
            response.sendRedirect("/login");
        } else if (!factors.isSetUp(signIn.get().userName())) {
            response.sendRedirect("/login/enrol");
        } else if (Visits.isSent(request)) {
            check(request, response, signIn.get());
        } else {
            page(request, "").answer(response);
        }
    }

    private static Page page(HttpServletRequest request, String wrong) {
        return new Page(request, "Second factor")
                .wrong(wrong)
                .paragraph("The six digits that your authenticator app shows now, or one of the codes on your paper.")
                .form(Form.to("/login/second-factor", "Go on").text("code", "Code", "one-time-code"));
    }

    private void check(HttpServletRequest request, HttpServletResponse response, SignIn signIn) throws IOException {
        var verdict = factors.check(signIn.userName(), Visits.field(request, "code"));
        if (!verdict.isRight()) {
            book.wrongCode(request, signIn.userName(), verdict.attempt());
            page(
                            request,
                            "The code is wrong or was used before, or there were too many wrong ones and this account"
                                    + " waits for some minutes.")
                    .answer(response, HttpServletResponse.SC_FORBIDDEN);
            return;
        }
        book.secondFactorShown(request, signIn.userName());
        var raised = signIns.raise(signIn);
        SignInCookie.give(request, response, raised.secret());
        visits.leadOn(request, response, raised.signIn());
    }

    void enrol(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var signIn = visits.begun(request);
        if (signIn.isEmpty()) {
            response.sendRedirect("/login");
        } else if (Visits.isSent(request)) {
            confirm(request, response, signIn.get());
        } else {
            offer(request, response, signIn.get(), "");
        }
    }

    private void offer(HttpServletRequest request, HttpServletResponse response, SignIn signIn, String wrong)
            throws IOException {
        var offer = factors.offer(signIn.userName());
        if (offer.isEmpty()) {
            response.sendRedirect("/login/second-factor");
            return;
        }
        new Page(request, "Set up a second factor")
                .wrong(wrong)
                .paragraph("Enter this key in an authenticator app, or open the link on the phone that has one.")
                .code(offer.get().secret())
                .link(offer.get().uri(), "Open in the authenticator app")
                .form(Form.to("/login/enrol", "Go on")
                        .text("code", "The six digits that the app shows now", "one-time-code"))
                .answer(response, wrong.isEmpty() ? HttpServletResponse.SC_OK : HttpServletResponse.SC_FORBIDDEN);
    }

    private void confirm(HttpServletRequest request, HttpServletResponse response, SignIn signIn) throws IOException {
        var codes = factors.confirm(signIn.userName(), Visits.field(request, "code"));
        if (codes.isEmpty()) {
            offer(request, response, signIn, "That is not what the app shows. Is the clock of the phone right?");
            return;
        }
        book.changed(request, signIn.userName(), "Second factor set up");
        SignInCookie.give(request, response, signIns.raise(signIn).secret());
        onPaper(request, codes.get()).answer(response);
    }

    private static Page onPaper(HttpServletRequest request, List<String> codes) {
        var page = new Page(request, "Codes for paper")
                .paragraph("Each of these works once, should you lose the phone. They are shown only now: print them or"
                        + " write them down, and keep them apart from the phone.");
        codes.forEach(page::code);
        return page.link("/login/next", "I have them, go on");
    }
}
