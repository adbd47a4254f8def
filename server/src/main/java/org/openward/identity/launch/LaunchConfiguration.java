package org.openward.identity.launch;

import java.time.Clock;
import org.openward.identity.sessions.Onwards;
import org.openward.identity.sessions.SignInContexts;
import org.openward.identity.sessions.SignIns;
import org.openward.tenancy.Tenants;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationConsentService;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.authentication.LoginUrlAuthenticationEntryPoint;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Launches of apps, where this server issues the tokens itself. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnProperty(name = "openward.security.issuer", matchIfMissing = true, havingValue = "embedded")
public class LaunchConfiguration {
    /** The client setting that lists the tenants which a client may enter. */
    public static final String TENANTS = "openward.tenants";

    @Bean
    LaunchContexts launchContexts(JdbcClient jdbc, PlatformTransactionManager transactions, Clock clock) {
        return new LaunchContexts(jdbc, new TransactionTemplate(transactions), clock);
    }

    @Bean
    Launches launches(LaunchContexts contexts, Members members, Charts charts, Tenants tenants) {
        return new Launches(contexts, members, charts, tenants, TENANTS);
    }

    @Bean
    OAuth2AuthorizationConsentService consents() {
        return new AskedEachTime();
    }

    @Bean
    @Order(3)
    SecurityFilterChain consentPage(
            HttpSecurity http,
            OAuth2AuthorizationService authorizations,
            RegisteredClientRepository clients,
            Launches launches,
            Charts charts,
            SignIns signIns)
            throws Exception {
        return http.securityMatcher(ConsentPage.PATH)
                .securityContext(contexts -> contexts.securityContextRepository(new SignInContexts(signIns)))
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .requestCache(requests -> requests.requestCache(new Onwards()))
                .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                .exceptionHandling(
                        failures -> failures.authenticationEntryPoint(new LoginUrlAuthenticationEntryPoint("/login")))
                .addFilterAfter(new ConsentPage(authorizations, clients, launches, charts), AuthorizationFilter.class)
                .build();
    }
}
