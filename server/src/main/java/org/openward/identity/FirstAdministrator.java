package org.openward.identity;

import java.io.PrintStream;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.openward.identity.accounts.PasswordHashes;
import org.springframework.boot.ApplicationArguments;
import org.springframework.boot.ApplicationRunner;

/** Gives a new server its first account, and tells the password once to whoever started it. */
final class FirstAdministrator implements ApplicationRunner {
    private static final int RANDOM_BYTES = 15;

    private final People people;
    private final PasswordHashes passwords;
    private final PrintStream console;

    FirstAdministrator(People people, PasswordHashes passwords, PrintStream console) {
        this.people = people;
        this.passwords = passwords;
        this.console = console;
    }

    @Override
    public void run(ApplicationArguments arguments) {
        if (people.isAnyoneKnown()) {
            return;
        }
        var bytes = new byte[RANDOM_BYTES];
        new SecureRandom().nextBytes(bytes);
        var password = Base64.getUrlEncoder().encodeToString(bytes);
        var administrator = new Person(
                "admin",
                passwords.hash(password),
                List.of("user/*.cruds"),
                List.of("operation/*"),
                List.of("default"),
                Optional.empty(),
                Optional.empty());
        if (people.admit(administrator)) {
            console.print(
                    """

                    ======================================================================
                      The first account of this server. The password is shown only once.

                          user      admin
                          password  %s
                    ======================================================================

                    """
                            .formatted(password));
            console.flush();
        }
    }
}
