package org.openward.identity.pages;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.function.BooleanSupplier;
import org.openward.audit.AuditUnavailable;
import org.openward.identity.accounts.PasswordCheck;
import org.openward.identity.sessions.SignIn;
import org.openward.identity.sessions.SignInCookie;
import org.openward.identity.sessions.SignIns;
import org.springframework.http.HttpHeaders;

/** Where people sign in with their password, and sign out. */
final class LoginPages {
    private final Visits visits;
    private final PasswordCheck check;
    private final SignIns signIns;
    private final SignInBook book;
    private final BooleanSupplier patientsRegister;

    /** @param patientsRegister whether patients get an account without an invitation */
    LoginPages(Visits visits, PasswordCheck check, SignIns signIns, SignInBook book, BooleanSupplier patientsRegister) {
        this.visits = visits;
        this.check = check;
        this.signIns = signIns;
        this.book = book;
        this.patientsRegister = patientsRegister;
    }

    void login(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (Visits.isSent(request)) {
            signIn(request, response);
        } else {
            var page = new Page(request, "Sign in")
                    .wrong(request.getParameter("error") == null ? "" : sentence())
                    .form(Form.to("/login", "Sign in")
                            .text("username", "User name", "username")
                            .password("password", "Password", "current-password"));
            if (patientsRegister.getAsBoolean()) {
                page.link(RegistrationPages.PATH, "I am a patient and have no account, or forgot my password");
            }
            page.answer(response);
        }
    }

    /** The same for all who cannot come in. */
    private static String sentence() {
        return "The user name or the password is wrong, or there were too many wrong ones and this account waits for some "
                + "minutes.";
    }

    private void signIn(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var name = Visits.field(request, "username");
        var verdict = check.of(name, Visits.field(request, "password"));
        if (verdict.account().isEmpty()) {
            book.wrongPassword(request, name, verdict.attempt());
            response.sendRedirect("/login?error");
            return;
        }
        var agent = request.getHeader(HttpHeaders.USER_AGENT);
        var opened = signIns.open(name, request.getRemoteAddr(), agent == null ? "" : agent);
        try {
            book.signedIn(request, name);
        } catch (AuditUnavailable failure) {
            signIns.end(name, opened.signIn().id(), "not recorded");
            response.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
            return;
        }
        SignInCookie.give(request, response, opened.secret());
        visits.leadOn(request, response, opened.signIn());
    }

    /** After a page that one leaves by a link. */
    void next(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var signIn = visits.begun(request);
        if (signIn.isPresent()) {
            visits.leadOn(request, response, signIn.get());
        } else {
            response.sendRedirect("/login");
        }
    }

    void logout(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (!Visits.isSent(request)) {
            new Page(request, "Sign out")
                    .paragraph("The apps that you signed in to from here lose their access too.")
                    .form(Form.to("/logout", "Sign out"))
                    .answer(response);
            return;
        }
        var signIn = visits.begun(request);
        if (signIn.isPresent()) {
            end(request, signIn.get());
        }
        SignInCookie.take(request, response);
        response.sendRedirect("/login?logout");
    }

    private void end(HttpServletRequest request, SignIn signIn) {
        signIns.end(signIn.userName(), signIn.id(), "signed out");
        book.signedOut(request, signIn.userName());
    }
}
