package org.openward.identity.pages;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import org.openward.identity.accounts.Account;
import org.openward.identity.accounts.Invitations;
import org.openward.identity.accounts.PasswordCheck;
import org.openward.identity.accounts.PasswordRefused;
import org.openward.identity.accounts.Passwords;
import org.openward.identity.sessions.SignIn;
import org.openward.identity.sessions.SignIns;

/** Where people change their password, and set their first one by the link that they were given. */
final class PasswordPages {
    private static final String DIFFERENT = "The two new passwords are not the same.";

    private final Visits visits;
    private final PasswordCheck check;
    private final Passwords passwords;
    private final Invitations invitations;
    private final SignIns signIns;
    private final SignInBook book;

    PasswordPages(
            Visits visits,
            PasswordCheck check,
            Passwords passwords,
            Invitations invitations,
            SignIns signIns,
            SignInBook book) {
        this.visits = visits;
        this.check = check;
        this.passwords = passwords;
        this.invitations = invitations;
        this.signIns = signIns;
        this.book = book;
    }

    void change(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var signIn = visits.begun(request);
        if (signIn.isEmpty()) {
            response.sendRedirect("/login");
        } else if (visits.owesFactor(signIn.get())) {
            // Whoever knows no more than the password does not take it from its owner.
            response.sendRedirect("/login/second-factor");
        } else if (!Visits.isSent(request)) {
            changePage(request, "").answer(response);
        } else {
            var wrong = changed(request, signIn.get());
            if (wrong.isPresent()) {
                changePage(request, wrong.get()).answer(response, HttpServletResponse.SC_FORBIDDEN);
            } else {
                visits.leadOn(request, response, signIn.get());
            }
        }
    }

    private static Page changePage(HttpServletRequest request, String wrong) {
        return new Page(request, "Change the password")
                .wrong(wrong)
                .form(Form.to("/login/password", "Change it")
                        .password("current", "The password until now", "current-password")
                        .password("password", "The new password", "new-password")
                        .password("again", "The new password again", "new-password"));
    }

    /** What stands in the way; nothing when it is changed. */
    private Optional<String> changed(HttpServletRequest request, SignIn signIn) {
        if (!isSaidTwice(request)) {
            return Optional.of(DIFFERENT);
        }
        var person = signIn.userName();
        var verdict = check.of(person, Visits.field(request, "current"));
        if (verdict.account().isEmpty()) {
            book.wrongPassword(request, person, verdict.attempt());
            return Optional.of("The password until now is wrong, or there were too many wrong ones.");
        }
        return set(
                request,
                verdict.account().get(),
                () -> signIns.endOthers(person, Optional.of(signIn.id()), "password changed"));
    }

    void invited(HttpServletRequest request, HttpServletResponse response) throws IOException {
        var secret = Visits.field(request, "secret");
        var account = invitations.invited(secret);
        if (account.isEmpty()) {
            over(request, response);
        } else if (!Visits.isSent(request)) {
            invitedPage(request, account.get(), "").answer(response);
        } else {
            var wrong = isSaidTwice(request) ? accepted(request, account.get()) : Optional.of(DIFFERENT);
            if (wrong.isPresent()) {
                invitedPage(request, account.get(), wrong.get()).answer(response, HttpServletResponse.SC_FORBIDDEN);
            } else {
                response.sendRedirect("/login");
            }
        }
    }

    private Optional<String> accepted(HttpServletRequest request, Account account) {
        return set(request, account, () -> {
            invitations.redeem(Visits.field(request, "secret"));
            signIns.endOthers(account.userName(), Optional.empty(), "password set");
        });
    }

    private static void over(HttpServletRequest request, HttpServletResponse response) throws IOException {
        new Page(request, "This link does not work")
                .paragraph("It was used, or a newer one was made, or it is too old. Ask for another one.")
                .answer(response, HttpServletResponse.SC_NOT_FOUND);
    }

    private static Page invitedPage(HttpServletRequest request, Account account, String wrong) {
        return new Page(request, "Set your password")
                .wrong(wrong)
                .paragraph("Your user name is " + account.userName() + ".")
                .form(Form.to("/invitation", "Set it")
                        .hidden("secret", Visits.field(request, "secret"))
                        .password("password", "The new password", "new-password")
                        .password("again", "The new password again", "new-password"));
    }

    private Optional<String> set(HttpServletRequest request, Account account, Runnable alongside) {
        try {
            passwords.change(account, Visits.field(request, "password"), alongside);
        } catch (PasswordRefused refused) {
            return Optional.of(String.valueOf(refused.getMessage()));
        }
        book.changed(request, account.userName(), "Password changed");
        return Optional.empty();
    }

    private static boolean isSaidTwice(HttpServletRequest request) {
        return Visits.field(request, "password").equals(Visits.field(request, "again"));
    }
}
