package org.openward.bench;

import ca.uhn.fhir.interceptor.api.IInterceptorService;
import ca.uhn.fhir.rest.server.RestfulServer;
import jakarta.servlet.Filter;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import org.openward.HospitalServer;
import org.openward.security.door.RequestId;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.TenantId;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.access.intercept.AuthorizationFilter;
import org.springframework.security.web.util.matcher.RegexRequestMatcher;
import org.springframework.util.ClassUtils;

/** The server without what guards it, so that a measurement tells what the guards cost. It stands in no release. */
public final class UnguardedServer {
    /** What looks at each request and record for the sake of who asks, and what writes it down. */
    private static final List<String> GUARDS = List.of(
            "org.openward.security.ScopeGate",
            "org.openward.security.RecordGate",
            "org.openward.privacy.ConsentGate",
            "org.openward.audit.RequestAudit",
            "org.openward.audit.AuditEventGate",
            "org.openward.audit.AuditEventGuard",
            "org.openward.audit.WriteAudit");

    private UnguardedServer() {}

    /** Takes the arguments that the server takes. */
    public static void main(String... arguments) {
        new SpringApplication(HospitalServer.class, OpenDoors.class).run(arguments);
    }

    /**
     * No token is asked for, no limit kept, and nobody is kept from anything in the default tenant. Without an annotation, so that nothing
     * but this class finds it.
     */
    static final class OpenDoors {
        @Bean
        @Order(0)
        SecurityFilterChain open(HttpSecurity http) throws Exception {
            return http.securityMatcher(RegexRequestMatcher.regexMatcher("/fhir([/?].*)?"))
                    .csrf(AbstractHttpConfigurer::disable)
                    .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                    .requestCache(AbstractHttpConfigurer::disable)
                    .logout(AbstractHttpConfigurer::disable)
                    .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                    .addFilterAfter(everybody(), AuthorizationFilter.class)
                    .build();
        }

        private static Filter everybody() {
            return (request, response, chain) -> {
                var web = (HttpServletRequest) request;
                var turn = Acting.begin(new Caller(
                        TenantId.DEFAULT, Caller.Kind.CLIENT, "benchmark", RequestId.of(web), web.getRemoteAddr()));
                try {
                    chain.doFilter(request, response);
                } finally {
                    turn.close();
                }
            };
        }

        @Bean
        ApplicationListener<ApplicationReadyEvent> guardsGone(RestfulServer server, IInterceptorService storage) {
            return ready -> GUARDS.stream()
                    .map(guard -> ClassUtils.resolveClassName(guard, null))
                    .map(ready.getApplicationContext()::getBean)
                    .forEach(guard -> {
                        server.unregisterInterceptor(guard);
                        storage.unregisterInterceptor(guard);
                    });
        }
    }
}
