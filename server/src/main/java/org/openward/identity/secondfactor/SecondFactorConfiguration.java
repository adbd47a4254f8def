package org.openward.identity.secondfactor;

import java.nio.file.Path;
import java.time.Clock;
import org.openward.identity.accounts.SignInFailures;
import org.openward.identity.secondfactor.SecondFactors.Terms;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** The parts of the second factor, where this server keeps accounts itself. */
@EnableConfigurationProperties(SecondFactorSettings.class)
public class SecondFactorConfiguration {
    @Bean
    SecretBox secretsOfSecondFactors(SecondFactorSettings settings, @Value("${openward.data-dir:./data}") Path folder) {
        return new SecretBox(settings.key(), folder);
    }

    @Bean
    SecondFactors secondFactors(
            JdbcClient jdbc,
            PlatformTransactionManager transactions,
            SignInFailures failures,
            SecretBox box,
            SecondFactorSettings settings,
            Clock clock) {
        var factors = new SecondFactors(
                jdbc, new TransactionTemplate(transactions), failures, box, new Terms(settings, clock));
        factors.compareKeys();
        return factors;
    }
}
