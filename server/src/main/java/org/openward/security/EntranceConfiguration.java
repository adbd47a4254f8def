package org.openward.security;

import static org.springframework.security.web.util.matcher.RegexRequestMatcher.regexMatcher;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.openward.fhir.statement.StatementPart;
import org.openward.security.door.DoorBook;
import org.openward.security.door.UnknownPath;
import org.openward.security.issuers.IssuerKeys;
import org.openward.security.issuers.IssuersSettings;
import org.openward.security.issuers.OwnAudience;
import org.openward.security.issuers.TrustedIssuers;
import org.openward.security.outbound.OutgoingHttp;
import org.openward.security.perimeter.HolderLimits;
import org.openward.security.perimeter.Limits;
import org.openward.security.smart.SmartConfiguration;
import org.openward.security.smart.SmartEndpoints;
import org.openward.security.smart.SmartInStatement;
import org.openward.tenancy.Tenants;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.security.authorization.AuthenticatedAuthorizationManager;
import org.springframework.security.authorization.AuthorizationDecision;
import org.springframework.security.authorization.AuthorizationManager;
import org.springframework.security.authorization.AuthorizationManagers;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationProvider;
import org.springframework.security.oauth2.server.resource.authentication.JwtAuthenticationToken;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.access.intercept.RequestAuthorizationContext;
import org.springframework.security.web.firewall.RequestRejectedHandler;
import org.springframework.security.web.util.matcher.IpAddressMatcher;
import org.springframework.security.web.util.matcher.RequestMatcher;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.CorsConfigurationSource;

/** The doors: what is open to everybody, and where a token is asked for. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({SecuritySettings.class, IssuersSettings.class})
class EntranceConfiguration {
    // Regular expressions over the whole path: path patterns are taken relative to the servlet under /fhir.
    private static final RequestMatcher FHIR = regexMatcher("/fhir([/?].*)?");

    private static final RequestMatcher OPEN_FHIR =
            regexMatcher("/fhir(/[a-z][a-z0-9-]{1,31})?/(metadata|\\.well-known/smart-configuration)/?(\\?.*)?");

    private static final RequestMatcher OPEN_PAGES = regexMatcher("/fhir/(swagger-ui|api-docs)([/?].*)?");

    /** What a page of another origin may call. */
    private static final RequestMatcher FOR_PAGES = regexMatcher("/(fhir|oauth2|\\.well-known)([/?].*)?");

    private static final RequestMatcher SOCKETS = regexMatcher("/websocket(/[a-z][a-z0-9-]{1,31})?(\\?.*)?");

    /** First, since most requests are for records. */
    @Bean
    @Order(1)
    SecurityFilterChain fhir(
            HttpSecurity http,
            Tenants tenants,
            JwtDecoder tokens,
            SecuritySettings settings,
            SmartEndpoints endpoints,
            DoorBook book,
            Limits limits)
            throws Exception {
        var open = settings.openAddresses().stream().map(IpAddressMatcher::new).toList();
        return stateless(http.securityMatcher(FHIR), tokens, new AtTheDoor(book, limits))
                .authorizeHttpRequests(requests -> requests.requestMatchers(OPEN_FHIR)
                        .permitAll()
                        .requestMatchers(OPEN_PAGES)
                        .access(tokenOr(open))
                        .anyRequest()
                        .authenticated())
                .addFilterAfter(new SmartConfiguration(endpoints), AuthorizationFilter.class)
                .addFilterAfter(new HolderLimits(limits, book), SmartConfiguration.class)
                .addFilterAfter(new CallerFilter(tenants, book), HolderLimits.class)
                .build();
    }

    @Bean
    @Order(4)
    SecurityFilterChain everythingElse(
            HttpSecurity http, JwtDecoder tokens, SecuritySettings settings, DoorBook book, Limits limits)
            throws Exception {
        var open = settings.openAddresses().stream().map(IpAddressMatcher::new).toList();
        return stateless(http, tokens, new AtTheDoor(book, limits))
                .authorizeHttpRequests(requests -> requests.requestMatchers(
                                "/actuator/health", "/actuator/health/liveness", "/actuator/health/readiness")
                        .permitAll()
                        .requestMatchers("/actuator/**")
                        .access(tokenOr(open))
                        .requestMatchers("/error")
                        .permitAll()
                        // Who opens a socket says there who he is: browsers send no token with it.
                        .requestMatchers(SOCKETS)
                        .permitAll()
                        .anyRequest()
                        .denyAll())
                .build();
    }

    @Bean
    RequestRejectedHandler rejectedRequests(DoorBook book) {
        return (request, response, reason) -> UnknownPath.refuse(request, response, book);
    }

    @Bean
    SmartEndpoints smartEndpoints(SecuritySettings settings, Clock clock) {
        return new SmartEndpoints(settings.issuer(), clock);
    }

    @Bean
    StatementPart smartInStatement(SmartEndpoints endpoints, SecuritySettings settings) {
        return new SmartInStatement(endpoints, settings.allowedOrigins());
    }

    @Bean
    @ConditionalOnProperty("openward.security.issuer")
    JwtDecoder tokensOfTheIssuer(SecuritySettings settings, TrustedIssuers others, OutgoingHttp http, Clock clock) {
        var issuer = IssuerKeys.instead(Objects.requireNonNull(settings.issuer()), http);
        var ours = new OwnAudience(issuer, settings.audience());
        return new RememberedTokens(others.beside(ours), clock);
    }

    @Bean
    TrustedIssuers trustedIssuers(IssuersSettings settings, Clock clock, OutgoingHttp http) {
        return new TrustedIssuers(settings, clock, http);
    }

    private static HttpSecurity stateless(HttpSecurity http, JwtDecoder tokens, AtTheDoor door) throws Exception {
        var holders = new JwtAuthenticationProvider(tokens);
        // What a token allows is read by CallerFilter.
        holders.setJwtAuthenticationConverter(token -> new JwtAuthenticationToken(token, List.of()));
        return http.csrf(AbstractHttpConfigurer::disable)
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .requestCache(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .cors(Customizer.withDefaults())
                .oauth2ResourceServer(server -> server.jwt(jwt -> jwt.authenticationManager(holders::authenticate))
                        .authenticationEntryPoint(door)
                        .accessDeniedHandler(door))
                .exceptionHandling(
                        failures -> failures.authenticationEntryPoint(door).accessDeniedHandler(door));
    }

    private static AuthorizationManager<RequestAuthorizationContext> tokenOr(List<IpAddressMatcher> addresses) {
        return AuthorizationManagers.anyOf(
                AuthenticatedAuthorizationManager.authenticated(),
                (who, request) -> new AuthorizationDecision(
                        addresses.stream().anyMatch(range -> range.matches(request.getRequest()))));
    }

    @Bean
    CorsConfigurationSource corsConfigurationSource(SecuritySettings settings) {
        if (settings.allowedOrigins().isEmpty()) {
            return request -> null;
        }
        var allowed = new CorsConfiguration();
        allowed.setAllowedOrigins(settings.allowedOrigins());
        allowed.setAllowedMethods(List.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"));
        allowed.setAllowedHeaders(List.of("*"));
        allowed.setExposedHeaders(
                List.of("Location", "Content-Location", "ETag", "Last-Modified", "X-Request-Id", "Retry-After"));
        allowed.setMaxAge(Duration.ofHours(1));
        return request -> FOR_PAGES.matches(request) ? allowed : null;
    }
}
