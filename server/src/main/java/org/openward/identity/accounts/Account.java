package org.openward.identity.accounts;

import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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
    public Account {
        tenants = Set.copyOf(tenants);
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
