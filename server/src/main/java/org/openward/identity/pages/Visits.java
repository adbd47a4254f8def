package org.openward.identity.pages;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.openward.identity.accounts.AccountRoles;
import org.openward.identity.accounts.Accounts;
import org.openward.identity.accounts.Passwords;
import org.openward.identity.secondfactor.SecondFactors;
import org.openward.identity.sessions.Onwards;
import org.openward.identity.sessions.SignIn;
import org.openward.identity.sessions.SignInCookie;
import org.openward.identity.sessions.SignIns;

/** Who comes to the pages, and which step of signing in is the next for him. */
final class Visits {
    private final SignIns signIns;
    private final Accounts accounts;
    private final Passwords passwords;
    private final AccountRoles roles;
    private final SecondFactors factors;

    Visits(SignIns signIns, Accounts accounts, Passwords passwords, AccountRoles roles, SecondFactors factors) {
        this.signIns = signIns;
        this.accounts = accounts;
        this.passwords = passwords;
        this.roles = roles;
        this.factors = factors;
    }

    /** Who signed in at that browser, if only with the password so far. */
    Optional<SignIn> begun(HttpServletRequest request) {
        return SignInCookie.of(request).flatMap(signIns::find);
    }

    /** Who took all steps at that browser. */
    Optional<SignIn> complete(HttpServletRequest request) {
        return begun(request).filter(SignIn::isComplete);
    }

    /** Leads on to the next step, and after the last one to where somebody wanted to go first. */
    void leadOn(HttpServletRequest request, HttpServletResponse response, SignIn signIn) throws IOException {
        var step = step(signIn);
        if (!step.isEmpty()) {
            response.sendRedirect(step);
            return;
        }
        if (!signIn.isComplete()) {
            SignInCookie.give(request, response, signIns.complete(signIn).secret());
        }
        Onwards.forget(request, response);
        response.sendRedirect(Onwards.of(request).orElse("/account"));
    }

    /** Whether somebody has a second factor and has not shown it yet. */
    boolean owesFactor(SignIn signIn) {
        return !signIn.hasSecondFactor() && factors.isSetUp(signIn.userName());
    }

    private String step(SignIn signIn) {
        var person = signIn.userName();
        if (owesFactor(signIn)) {
            return "/login/second-factor";
        }
        if (!signIn.hasSecondFactor() && factors.isAskedOf(roles.of(person))) {
            return "/login/enrol";
        }
        return accounts.find(person).filter(passwords::isExpired).isPresent() ? "/login/password" : "";
    }

    /** What was sent in that field. */
    static String field(HttpServletRequest request, String name) {
        var value = request.getParameter(name);
        return value == null ? "" : value;
    }

    static boolean isSent(HttpServletRequest request) {
        return "POST".equals(request.getMethod());
    }
}
