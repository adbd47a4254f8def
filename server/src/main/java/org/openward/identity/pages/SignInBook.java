package org.openward.identity.pages;

import jakarta.servlet.http.HttpServletRequest;
import java.time.Duration;
import org.openward.audit.AuditEntry.Deed;
import org.openward.identity.accounts.SignInFailures.Attempt;
import org.openward.security.door.DoorBook;
import org.openward.security.door.DoorBook.Visitor;

/** Has every step at the sign-in page written down before the answer leaves. */
final class SignInBook {
    private final DoorBook book;

    SignInBook(DoorBook book) {
        this.book = book;
    }

    void signedIn(HttpServletRequest request, String person) {
        book.admitted(request, Visitor.person(person), Deed.LOGIN, null);
    }

    void secondFactorShown(HttpServletRequest request, String person) {
        book.admitted(request, Visitor.person(person), Deed.LOGIN, "Second factor shown");
    }

    void signedOut(HttpServletRequest request, String person) {
        book.admitted(request, Visitor.person(person), Deed.LOGOUT, null);
    }

    /** @param what a fixed sentence */
    void changed(HttpServletRequest request, String person, String what) {
        book.admitted(request, Visitor.person(person), Deed.ATTRIBUTES, what);
    }

    void wrongPassword(HttpServletRequest request, String person, Attempt attempt) {
        doubted(request, person, "Wrong user name or password", attempt);
    }

    void wrongCode(HttpServletRequest request, String person, Attempt attempt) {
        doubted(request, person, "Wrong code of the second factor", attempt);
    }

    private void doubted(HttpServletRequest request, String person, String what, Attempt attempt) {
        book.doubted(request, Visitor.person(person), Deed.LOGIN, what + consequence(attempt));
    }

    private static String consequence(Attempt attempt) {
        if (!attempt.isHeard()) {
            return ", not looked at: locked";
        }
        return attempt.lock().equals(Duration.ZERO)
                ? ""
                : ", locked for " + attempt.lock().toSeconds() + " s after " + attempt.failures() + " in a row";
    }
}
