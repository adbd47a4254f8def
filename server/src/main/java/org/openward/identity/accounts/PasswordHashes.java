package org.openward.identity.accounts;

import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.security.crypto.bcrypt.BCryptPasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;

/**
 * Passwords as they are kept: Argon2id, and bcrypt of earlier versions until its owner signs in. A comparison costs the same
 * whether there is a password to compare with or not, and only so many go on at once: each takes 19 MB.
 */
public final class PasswordHashes {
    private static final String NEWEST = "{argon2id}";
    private static final String OLD = "{bcrypt}";
    private static final int MEMORY_KB = 19_456;
    private static final int PASSES = 2;

    private final PasswordEncoder newest;
    private final PasswordEncoder old;
    private final Semaphore turns =
            new Semaphore(Math.max(2, Runtime.getRuntime().availableProcessors()));
    private final String decoy;

    public PasswordHashes() {
        this(new Argon2PasswordEncoder(16, 32, 1, MEMORY_KB, PASSES), new BCryptPasswordEncoder());
    }

    PasswordHashes(PasswordEncoder newest, PasswordEncoder old) {
        this.newest = newest;
        this.old = old;
        this.decoy = hash("nobody's password");
    }

    /** The hash to keep of that password. */
    public String hash(String password) {
        turns.acquireUninterruptibly();
        try {
            return NEWEST + newest.encode(password);
        } finally {
            turns.release();
        }
    }

    /** Whether the hash is of that password; without a hash it is not, and finding out takes as long. */
    boolean matches(String password, @Nullable String hash) {
        turns.acquireUninterruptibly();
        try {
            var kept = hash == null ? decoy : hash;
            var right = isOld(kept)
                    ? old.matches(password, kept.substring(OLD.length()))
                    : newest.matches(password, kept.substring(NEWEST.length()));
            return right && hash != null;
        } finally {
            turns.release();
        }
    }

    /** Whether it should be replaced when its owner comes with the password. */
    static boolean isOld(String hash) {
        return hash.startsWith(OLD);
    }
}
