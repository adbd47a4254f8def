package org.openward.identity.accounts;

import java.util.Optional;
import org.openward.identity.accounts.SignInFailures.Attempt;
import org.openward.identity.accounts.SignInFailures.Guess;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Compares a name and a password with the register. Whether the name is unknown, the password wrong or the account locked, it
 * takes the same steps, so that neither the answer nor the time that it takes tells which.
 */
public final class PasswordCheck {
    private final Accounts accounts;
    private final PasswordHashes hashes;
    private final SignInFailures failures;
    private final TransactionTemplate transaction;

    PasswordCheck(Accounts accounts, PasswordHashes hashes, SignInFailures failures, TransactionTemplate transaction) {
        this.accounts = accounts;
        this.hashes = hashes;
        this.failures = failures;
        this.transaction = transaction;
    }

    /**
     * What came out.
     *
     * @param account whose password it is; nobody's when it is wrong or nobody may try
     */
    public record Verdict(Optional<Account> account, Attempt attempt) {}

    /** Counts the attempt and looks whether it is right. */
    public Verdict of(String userName, String password) {
        var attempt = failures.begin(Guess.PASSWORD, userName);
        var account = accounts.find(userName);
        var hash = account.flatMap(Account::password).orElse(null);
        var right = hashes.matches(password, hash);
        if (!attempt.isHeard() || !right || account.isEmpty()) {
            return new Verdict(Optional.empty(), attempt);
        }
        failures.forget(Guess.PASSWORD, userName);
        if (hash != null && PasswordHashes.isOld(hash)) {
            var better = hashes.hash(password);
            transaction.executeWithoutResult(status -> accounts.rehash(account.get(), better));
        }
        return new Verdict(account, attempt);
    }
}
