package org.openward.identity.registration;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.openward.approvals.ApprovalDesk;
import org.openward.approvals.ApprovalSettings;
import org.openward.audit.AuditTrail;
import org.openward.security.door.DoorBook;
import org.openward.security.issuers.IssuerSilent;
import org.openward.security.outbound.OutgoingHttp;
import org.openward.security.perimeter.HolderLimits;
import org.openward.security.perimeter.Limits;
import org.openward.tenancy.Tenants;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.AuthenticationException;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationProvider;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.security.oauth2.server.resource.web.BearerTokenAuthenticationEntryPoint;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.transaction.support.TransactionOperations;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.handler.SimpleUrlHandlerMapping;

/** The address at which apps are registered, where this server is the issuer itself. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RegistrationSettings.class)
@ConditionalOnProperty(name = "openward.security.issuer", matchIfMissing = true, havingValue = "embedded")
class RegistrationConfiguration {
    private static final String OF_A_CLIENT = RegistrationEndpoint.ADDRESS + "/*";

    /** What is kept outlives the proposal a little, so that a decision in its last minute finds it. */
    private static final Duration SOME_TIME_MORE = Duration.ofHours(1);

    private static final byte[] WITHOUT_TOKEN =
            "{\"error\":\"invalid_token\",\"error_description\":\"Bringing an app along needs a valid access token.\"}"
                    .getBytes(StandardCharsets.UTF_8);

    @Bean
    @Order(3)
    SecurityFilterChain registrationOfApps(HttpSecurity http, JwtDecoder tokens, Limits limits, DoorBook book)
            throws Exception {
        var holders = new JwtAuthenticationProvider(tokens);
        // What a token allows is looked at by the endpoint.
        holders.setJwtAuthenticationConverter(token -> new JwtAuthenticationToken(token, List.of()));
        return http.securityMatcher(RegistrationEndpoint.ADDRESS, OF_A_CLIENT)
                .csrf(AbstractHttpConfigurer::disable)
                .cors(Customizer.withDefaults())
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .requestCache(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                .oauth2ResourceServer(server -> server.jwt(jwt -> jwt.authenticationManager(holders::authenticate))
                        .authenticationEntryPoint((request, response, why) -> refuse(request, response, why, book)))
                .exceptionHandling(failures -> failures.authenticationEntryPoint(
                        (request, response, why) -> refuse(request, response, why, book)))
                .addFilterAfter(new HolderLimits(limits, book), AuthorizationFilter.class)
                .build();
    }

    private static void refuse(
            HttpServletRequest request, HttpServletResponse response, AuthenticationException why, DoorBook book)
            throws IOException {
        if (why instanceof IssuerSilent) {
            response.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
            return;
        }
        new BearerTokenAuthenticationEntryPoint().commence(request, response, why);
        book.strangerRefused(request, response.getStatus(), "No valid access token.");
        response.setContentType(MediaType.APPLICATION_JSON_VALUE);
        response.getOutputStream().write(WITHOUT_TOKEN);
    }

    @Bean
    RegistrationDesk registrationDesk(
            Newcomers newcomers,
            ClientRegister register,
            ApprovalDesk approvals,
            AuditTrail trail,
            PasswordEncoder secrets,
            TransactionOperations transactions) {
        return new RegistrationDesk(newcomers, register, approvals, trail, secrets, transactions);
    }

    @Bean
    Newcomers newcomers(JdbcClient jdbc, Clock clock, ApprovalSettings approvals) {
        return new Newcomers(jdbc, clock, approvals.lifetime().plus(SOME_TIME_MORE));
    }

    @Bean
    RegistrationEndpoint registrationEndpoint(
            RegistrationDesk desk,
            RegistrationSettings settings,
            OutgoingHttp http,
            Tenants tenants,
            DoorBook book,
            Clock clock) {
        var policy = new NewcomerPolicy(settings, http.policy()::objectionTo);
        return new RegistrationEndpoint(desk, policy, settings, tenants, book, clock);
    }

    @Bean
    HandlerMapping addressOfRegistration(RegistrationEndpoint endpoint) {
        return new SimpleUrlHandlerMapping(Map.of(RegistrationEndpoint.ADDRESS, endpoint, OF_A_CLIENT, endpoint), 0);
    }
}
