package org.openward.identity.sessions;

import java.time.Clock;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The register of who is signed in, where people sign in at this server itself. */
@EnableConfigurationProperties(SignInSettings.class)
public class SignInConfiguration {
    @Bean
    SignIns signIns(JdbcClient jdbc, PlatformTransactionManager transactions, SignInSettings settings, Clock clock) {
        return new SignIns(jdbc, new TransactionTemplate(transactions), settings, clock);
    }

    @Bean
    ExpiredGrants expiredGrants(JdbcClient jdbc, PlatformTransactionManager transactions, Clock clock) {
        return new ExpiredGrants(jdbc, new TransactionTemplate(transactions), clock);
    }
}
