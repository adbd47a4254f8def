package org.openward.identity.accounts;

import java.time.Clock;
import java.time.Duration;
import java.util.stream.Stream;
import org.springframework.transaction.support.TransactionTemplate;

/** Where people change their passwords, and whose turn it is to do so. */
public final class Passwords {
    private final Accounts accounts;
    private final PasswordHashes hashes;
    private final PasswordPolicy policy;
    private final PasswordSettings settings;
    private final TransactionTemplate transaction;
    private final Clock clock;

    Passwords(
            Accounts accounts,
            PasswordHashes hashes,
            PasswordPolicy policy,
            PasswordSettings settings,
            TransactionTemplate transaction,
            Clock clock) {
        this.accounts = accounts;
        this.hashes = hashes;
        this.policy = policy;
        this.settings = settings;
        this.transaction = transaction;
        this.clock = clock;
    }

    /** Whether the password is too old to go on with. */
    public boolean isExpired(Account account) {
        return isLimited(settings.expiry())
                && account.passwordSince().plus(settings.expiry()).isBefore(clock.instant());
    }

    private static boolean isLimited(Duration duration) {
        return !duration.isZero();
    }

    /**
     * Sets that account's password, and does in the same transaction what goes with it. {@link PasswordRefused} when it will not do
     * or was used before.
     */
    public void change(Account account, String password, Runnable alongside) {
        policy.objection(password, account.ownWords()).ifPresent(why -> {
            throw new PasswordRefused(why);
        });
        var history = accounts.formerPasswords(account.userName(), settings.history());
        if (Stream.concat(account.password().stream(), history.stream())
                .anyMatch(former -> hashes.matches(password, former))) {
            throw new PasswordRefused("It was used before. Take one that is new.");
        }
        var hash = hashes.hash(password);
        transaction.executeWithoutResult(status -> {
            if (!accounts.replacePassword(account, hash)) {
                throw new PasswordRefused("It was changed somewhere else at the same moment. Begin again.");
            }
            accounts.forgetPasswordsBefore(account.userName(), settings.history());
            alongside.run();
        });
    }
}
