package org.openward.identity.accounts;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Somebody who may sign in.
 *
 * @param password its hash; none before the first one was set
 * @param tenants the tenants that this person may enter
 * @param record who this is in the records of the tenant that made the account, such as {@code Practitioner/12}
 */
public record Account(
        String userName,
        String fullName,
        Optional<String> password,
        Instant passwordSince,
        Set<String> tenants,
        Optional<String> record) {
    /** Names with a {@code |} are those of other issuers' people. */
    private static final Pattern USER_NAME = Pattern.compile("[\\x21-\\x7b\\x7d\\x7e]{1,64}");

    public Account {
        tenants = Set.copyOf(tenants);
    }

    /** Whether somebody could sign in with that name. */
    public static boolean isUserName(String text) {
        return USER_NAME.matcher(text).matches();
    }

    /** What this person must not make a password of. */
    List<String> ownWords() {
        return Stream.of(userName, fullName)
                .flatMap(name -> Arrays.stream(name.split("[^\\p{L}]+", -1)))
                .toList();
    }

    @Override
    public String toString() {
        return userName;
    }
}
