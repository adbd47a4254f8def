package org.openward.identity.accounts;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The parts of the accounts, where this server keeps accounts itself. */
@EnableConfigurationProperties(PasswordSettings.class)
public class AccountsConfiguration {
    @Bean
    Accounts accounts(JdbcClient jdbc, Clock clock) {
        return new Accounts(jdbc, clock);
    }

    @Bean
    AccountRoles accountRoles(JdbcClient jdbc, Clock clock) {
        return new AccountRoles(jdbc, clock);
    }

    @Bean
    MovedAccounts movedAccounts(JdbcClient jdbc, Accounts accounts, Clock clock) {
        return new MovedAccounts(jdbc, accounts, clock);
    }

    @Bean
    PasswordHashes passwordHashes() {
        return new PasswordHashes();
    }

    @Bean
    SignInFailures signInFailures(
            JdbcClient jdbc, PlatformTransactionManager transactions, PasswordSettings settings, Clock clock) {
        var policy = new LockoutPolicy(settings.guesses(), settings.firstLock(), settings.longestLock());
        return new SignInFailures(jdbc, new TransactionTemplate(transactions), policy, clock);
    }

    @Bean
    PasswordCheck passwordCheck(
            Accounts accounts,
            PasswordHashes hashes,
            SignInFailures failures,
            PlatformTransactionManager transactions) {
        return new PasswordCheck(accounts, hashes, failures, new TransactionTemplate(transactions));
    }

    @Bean
    Passwords passwords(
            Accounts accounts,
            PasswordHashes hashes,
            PasswordSettings settings,
            PlatformTransactionManager transactions,
            Clock clock)
            throws IOException {
        var policy = new PasswordPolicy(settings.length(), commonWords());
        return new Passwords(accounts, hashes, policy, settings, new TransactionTemplate(transactions), clock);
    }

    @Bean
    Invitations invitations(JdbcClient jdbc, Accounts accounts, PasswordSettings settings, Clock clock) {
        return new Invitations(jdbc, accounts, settings.invitation(), clock);
    }

    @Bean
    Enrolment enrolment(Accounts accounts, AccountRoles roles, Invitations invitations) {
        return new Enrolment(accounts, roles, invitations);
    }

    static List<String> commonWords() throws IOException {
        return new ClassPathResource("security/common-words.txt")
                .getContentAsString(StandardCharsets.UTF_8)
                .lines()
                .toList();
    }
}
