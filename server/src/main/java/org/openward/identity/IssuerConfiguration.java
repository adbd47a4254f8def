package org.openward.identity;

import static org.springframework.security.web.util.matcher.RegexRequestMatcher.regexMatcher;

import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.SecurityContext;
import java.time.Clock;
import org.openward.identity.accounts.AccountRoles;
import org.openward.identity.accounts.AccountsConfiguration;
import org.openward.identity.accounts.PasswordHashes;
import org.openward.identity.keys.SigningKeys;
import org.openward.identity.launch.Caregiving;
import org.openward.identity.launch.LaunchConfiguration;
import org.openward.identity.launch.Launches;
import org.openward.identity.launch.Member;
import org.openward.identity.launch.Members;
import org.openward.identity.pages.PagesConfiguration;
import org.openward.identity.registration.ClientRegister;
import org.openward.identity.secondfactor.SecondFactorConfiguration;
import org.openward.identity.sessions.Onwards;
import org.openward.identity.sessions.SignIn;
import org.openward.identity.sessions.SignInConfiguration;
import org.openward.identity.sessions.SignInContexts;
import org.openward.identity.sessions.SignInCookie;
import org.openward.identity.sessions.SignIns;
import org.openward.identity.sessions.StepUp;
import org.openward.security.Claims;
import org.openward.security.RememberedTokens;
import org.openward.security.StandingRights;
import org.openward.security.door.DoorBook;
import org.openward.security.issuers.TrustedIssuers;
import org.openward.security.outbound.OutgoingHttp;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.jdbc.core.JdbcOperations;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.config.Customizer;
import org.springframework.security.config.ObjectPostProcessor;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.core.Authentication;
import org.springframework.security.crypto.factory.PasswordEncoderFactories;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.security.oauth2.core.OAuth2Token;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;
import org.springframework.security.oauth2.server.authorization.JdbcOAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2AuthorizationService;
import org.springframework.security.oauth2.server.authorization.OAuth2TokenType;
import org.springframework.security.oauth2.server.authorization.authentication.JwtClientAssertionAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationCodeRequestAuthenticationValidator;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2AuthorizationConsentAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.authentication.OAuth2ClientCredentialsAuthenticationProvider;
import org.springframework.security.oauth2.server.authorization.client.JdbcRegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.client.RegisteredClientRepository;
import org.springframework.security.oauth2.server.authorization.config.annotation.web.configurers.OAuth2AuthorizationServerConfigurer;
import org.springframework.security.oauth2.server.authorization.context.AuthorizationServerContextHolder;
import org.springframework.security.oauth2.server.authorization.oidc.authentication.OidcLogoutAuthenticationToken;
import org.springframework.security.oauth2.server.authorization.oidc.web.authentication.OidcLogoutAuthenticationSuccessHandler;
import org.springframework.security.oauth2.server.authorization.settings.AuthorizationServerSettings;
import org.springframework.security.oauth2.server.authorization.token.DelegatingOAuth2TokenGenerator;
import org.springframework.security.oauth2.server.authorization.token.JwtGenerator;
import org.springframework.security.oauth2.server.authorization.token.OAuth2TokenGenerator;
import org.springframework.security.oauth2.server.authorization.web.OAuth2AuthorizationEndpointFilter;
import org.springframework.security.oauth2.server.authorization.web.authentication.OAuth2AccessTokenResponseAuthenticationSuccessHandler;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.AuthenticationSuccessHandler;
import org.springframework.security.web.authentication.LoginUrlAuthenticationEntryPoint;
import org.springframework.security.web.authentication.session.NullAuthenticatedSessionStrategy;
import org.springframework.security.web.context.SecurityContextHolderFilter;
import org.springframework.security.web.util.matcher.MediaTypeRequestMatcher;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.TransactionManager;
import org.springframework.transaction.interceptor.MatchAlwaysTransactionAttributeSource;
import org.springframework.transaction.interceptor.TransactionInterceptor;
import org.springframework.transaction.support.TransactionTemplate;

/** The server as the issuer of its own tokens, unless the operator named another one. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(IssuerSettings.class)
@ConditionalOnProperty(name = "openward.security.issuer", matchIfMissing = true, havingValue = "embedded")
@Import({
    AccountsConfiguration.class,
    SecondFactorConfiguration.class,
    SignInConfiguration.class,
    PagesConfiguration.class,
    LaunchConfiguration.class
})
class IssuerConfiguration {
    @Bean
    @Order(2)
    SecurityFilterChain tokens(
            HttpSecurity http,
            RegisteredClientRepository clients,
            OAuth2TokenGenerator<?> generator,
            ClientAssertions assertions,
            Launches launches,
            SignIns signIns,
            DoorBook book)
            throws Exception {
        var records = new SignInRecords(book);
        var onwards = new Onwards();
        var issuer = OAuth2AuthorizationServerConfigurer.authorizationServer();
        var refresh = new PublicClientRefresh(clients);
        http.securityMatcher(issuer.getEndpointsMatcher())
                .cors(Customizer.withDefaults())
                .with(issuer, server -> server.oidc(
                                oidc -> oidc.logoutEndpoint(end -> end.logoutResponseHandler(leaving(records, signIns)))
                                        .providerConfigurationEndpoint(said -> said.providerConfigurationCustomizer(
                                                facts -> facts.clientRegistrationEndpoint(registration()))))
                        .authorizationServerMetadataEndpoint(said -> said.authorizationServerMetadataCustomizer(
                                facts -> facts.clientRegistrationEndpoint(registration())))
                        .tokenGenerator(generator)
                        .clientAuthentication(client -> client.authenticationConverter(refresh)
                                .authenticationConverter(new NamedByAssertion())
                                .authenticationProvider(refresh)
                                .errorResponseHandler(records::clientRefused)
                                .authenticationProviders(
                                        providers -> providers.forEach(provider -> read(assertions, provider))))
                        .tokenEndpoint(endpoint -> endpoint.accessTokenRequestConverters(
                                        converters -> converters.add(0, new RequestedScopes.OrRegisteredOnes()))
                                .accessTokenResponseHandler(records.recording(saying(new GrantedScopes())))
                                .errorResponseHandler(records::tokenRefused)
                                .authenticationProviders(
                                        providers -> providers.forEach(IssuerConfiguration::compareScopes)))
                        .authorizationEndpoint(endpoint -> endpoint.consentPage("/oauth2/consent")
                                .authenticationProviders(
                                        providers -> providers.forEach(provider -> checkRequests(launches, provider))))
                        .withObjectPostProcessor(keepingNoSession()))
                .securityContext(contexts -> contexts.securityContextRepository(new SignInContexts(signIns)))
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .requestCache(requests -> requests.requestCache(onwards))
                .addFilterAfter(new StepUp(onwards), SecurityContextHolderFilter.class)
                .authorizeHttpRequests(requests -> requests.anyRequest().authenticated())
                .exceptionHandling(failures -> failures.defaultAuthenticationEntryPointFor(
                                records::nobodyAsked,
                                regexMatcher(HttpMethod.POST, "/oauth2/(token|introspect|revoke)(\\?.*)?"))
                        .defaultAuthenticationEntryPointFor(
                                new LoginUrlAuthenticationEntryPoint("/login"),
                                new MediaTypeRequestMatcher(MediaType.TEXT_HTML)));
        return http.build();
    }

    private static String registration() {
        return AuthorizationServerContextHolder.getContext().getIssuer() + "/oauth2/register";
    }

    private static OAuth2AccessTokenResponseAuthenticationSuccessHandler saying(GrantedScopes granted) {
        var handler = new OAuth2AccessTokenResponseAuthenticationSuccessHandler();
        handler.setAccessTokenResponseCustomizer(granted);
        return handler;
    }

    /** Spring would remember in the memory of this process who was sent on to an app. */
    private static ObjectPostProcessor<OAuth2AuthorizationEndpointFilter> keepingNoSession() {
        return new ObjectPostProcessor<>() {
            @Override
            public <O extends OAuth2AuthorizationEndpointFilter> O postProcess(O endpoint) {
                endpoint.setSessionAuthenticationStrategy(new NullAuthenticatedSessionStrategy());
                return endpoint;
            }
        };
    }

    private static AuthenticationSuccessHandler leaving(SignInRecords records, SignIns signIns) {
        var leave = new OidcLogoutAuthenticationSuccessHandler();
        return (request, response, who) -> {
            SignInCookie.of(request)
                    .flatMap(signIns::find)
                    .filter(signIn -> isSaidBy(who, signIn))
                    .ifPresent(signIn -> {
                        signIns.end(signIn.userName(), signIn.id(), "signed out by an app");
                        SignInCookie.take(request, response);
                    });
            records.signedOut(request, response, who);
            leave.onAuthenticationSuccess(request, response, who);
        };
    }

    /** Somebody else's token would sign out whoever follows a link with it. */
    private static boolean isSaidBy(Authentication who, SignIn signIn) {
        return who instanceof OidcLogoutAuthenticationToken logout
                && logout.getIdToken() != null
                && signIn.id().toString().equals(logout.getIdToken().getClaimAsString(Claims.SIGN_IN));
    }

    private static void read(ClientAssertions assertions, Object provider) {
        if (provider instanceof JwtClientAssertionAuthenticationProvider privateKey) {
            privateKey.setJwtDecoderFactory(assertions);
        }
    }

    private static void compareScopes(Object provider) {
        if (provider instanceof OAuth2ClientCredentialsAuthenticationProvider credentials) {
            credentials.setAuthenticationValidator(RequestedScopes::check);
        }
    }

    private static void checkRequests(Launches launches, Object provider) {
        if (provider instanceof OAuth2AuthorizationCodeRequestAuthenticationProvider code) {
            code.setAuthenticationValidator(
                    OAuth2AuthorizationCodeRequestAuthenticationValidator.DEFAULT_REDIRECT_URI_VALIDATOR
                            .andThen(RequestedScopes::check)
                            .andThen(launches::check));
            code.setAuthorizationConsentRequired(launches::needsPage);
        }
        if (provider instanceof OAuth2AuthorizationConsentAuthenticationProvider consent) {
            consent.setAuthorizationConsentCustomizer(launches::keepChoice);
        }
    }

    @Bean
    RegisteredClientRepository registeredClients(
            JdbcOperations jdbc, PlatformTransactionManager transactions, IssuerSettings settings) {
        var register = within(transactions, RegisteredClientRepository.class, new JdbcRegisteredClientRepository(jdbc));
        new TransactionTemplate(transactions).executeWithoutResult(ignored -> {
            // Servers that start at the same moment take turns: the register compares first and writes then.
            jdbc.execute("select pg_advisory_xact_lock(hashtextextended('openward.clients', 0))");
            new RegisteredClients(register).provision(settings.clients());
        });
        return register;
    }

    @Bean
    ClientRegister clientRegister(
            RegisteredClientRepository clients,
            JdbcClient jdbc,
            PlatformTransactionManager transactions,
            IssuerSettings settings) {
        var ofTheOperator = settings.clients().keySet();
        return within(
                transactions, ClientRegister.class, new RegisteredClients(clients).newcomers(jdbc, ofTheOperator));
    }

    @Bean
    OAuth2AuthorizationService authorizations(
            JdbcOperations jdbc,
            PlatformTransactionManager transactions,
            RegisteredClientRepository clients,
            SpentGrants spent) {
        return within(
                transactions,
                OAuth2AuthorizationService.class,
                new GrantsInForce(new JdbcOAuth2AuthorizationService(jdbc, clients), spent));
    }

    @Bean
    SpentGrants spentGrants(JdbcClient jdbc, PlatformTransactionManager transactions, Clock clock) {
        return new SpentGrants(jdbc, new TransactionTemplate(transactions), clock);
    }

    /** Spring's JDBC services leave transactions to others; the pool commits nothing by itself. */
    private static <T> T within(TransactionManager transactions, Class<T> port, T service) {
        var proxy = new ProxyFactory(service);
        proxy.setInterfaces(port);
        proxy.addAdvice(new TransactionInterceptor(transactions, new MatchAlwaysTransactionAttributeSource()));
        return port.cast(proxy.getProxy());
    }

    @Bean
    StandingRights.Register standingRegistrations(
            RegisteredClientRepository clients, People people, AccountRoles roles, TrustedIssuers others) {
        return new StandingRegistrations(clients, people, roles, others);
    }

    @Bean
    SigningKeys signingKeys(JdbcClient jdbc, PlatformTransactionManager transactions, Clock clock) {
        return new SigningKeys(jdbc, new TransactionTemplate(transactions), clock);
    }

    @Bean
    JwtDecoder jwtDecoder(
            JWKSource<SecurityContext> keys,
            TrustedIssuers others,
            SignIns signIns,
            ClientRegister clients,
            Clock clock,
            IssuerSettings settings) {
        var audience = new TokenAudience(settings.audience());
        var ours = AccessTokens.signedWith(keys, audience, clock, signIns::stands, clients::holds);
        return new RememberedTokens(others.beside(ours), clock);
    }

    @Bean
    OAuth2TokenGenerator<OAuth2Token> tokenGenerator(
            SigningKeys keys, TokenClaims claims, SpentGrants spent, Clock clock) {
        var signed = new JwtGenerator(new NimbusJwtEncoder(keys.signing()));
        signed.setJwtCustomizer(context -> {
            claims.customize(context);
            var granted = context.getAuthorization();
            if (granted != null && OAuth2TokenType.ACCESS_TOKEN.equals(context.getTokenType())) {
                spent.spend(context.getAuthorizationGrant(), granted.getId());
            }
        });
        return new DelegatingOAuth2TokenGenerator(signed, new RefreshTokens(clock));
    }

    @Bean
    ClientAssertions clientAssertions(
            JdbcClient jdbc, PlatformTransactionManager transactions, Clock clock, OutgoingHttp http) {
        return new ClientAssertions(jdbc, new TransactionTemplate(transactions), clock, http);
    }

    @Bean
    PasswordEncoder passwordEncoder() {
        return PasswordEncoderFactories.createDelegatingPasswordEncoder();
    }

    @Bean
    FirstAdministrator firstAdministrator(People people, PasswordHashes passwords) {
        return new FirstAdministrator(people, passwords, System.out);
    }

    @Bean
    People people(JdbcClient jdbc, PlatformTransactionManager transactions) {
        return new People(jdbc, new TransactionTemplate(transactions));
    }

    @Bean
    TokenClaims tokenClaims(
            People people,
            AccountRoles roles,
            SignIns signIns,
            Launches launches,
            ObjectProvider<Caregiving> caregiving,
            IssuerSettings settings) {
        return new TokenClaims(
                people,
                roles,
                signIns,
                launches,
                Caregiving.orNobody(caregiving),
                new TokenAudience(settings.audience()));
    }

    @Bean
    Members members(People people, AccountRoles roles) {
        return name -> people.find(name)
                .map(person -> new Member(
                        person.userName(),
                        person.scopes(),
                        person.tenants(),
                        person.patient(),
                        person.fhirUser(),
                        roles.decidingFor(person.userName()).codes()));
    }

    @Bean
    AuthorizationServerSettings issuerSettings() {
        return AuthorizationServerSettings.builder().build();
    }
}
