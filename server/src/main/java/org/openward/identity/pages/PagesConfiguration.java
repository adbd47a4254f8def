package org.openward.identity.pages;

import jakarta.servlet.http.HttpServletResponse;
import java.util.HashMap;
import java.util.Map;
import org.openward.audit.AuditUnavailable;
import org.openward.identity.accounts.AccountRoles;
import org.openward.identity.accounts.Accounts;
import org.openward.identity.accounts.Invitations;
import org.openward.identity.accounts.PasswordCheck;
import org.openward.identity.accounts.Passwords;
import org.openward.identity.patients.SelfRegistration;
import org.openward.identity.secondfactor.SecondFactors;
import org.openward.identity.sessions.SignIns;
import org.openward.security.door.DoorBook;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.core.annotation.Order;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.http.SessionCreationPolicy;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.csrf.CookieCsrfTokenRepository;
import org.springframework.web.HttpRequestHandler;
import org.springframework.web.servlet.HandlerMapping;
import org.springframework.web.servlet.handler.SimpleUrlHandlerMapping;

/** The pages and their addresses, where people sign in at this server itself. */
public class PagesConfiguration {
    private static final String CSRF = "openward-csrf";

    /** Open to everybody: each page looks itself who comes. A form without the word that its page had in it is refused. */
    @Bean
    @Order(3)
    SecurityFilterChain pagesOfPeople(HttpSecurity http) throws Exception {
        var words = new CookieCsrfTokenRepository();
        words.setCookieName(CSRF);
        words.setCookieCustomizer(cookie -> cookie.sameSite("Lax"));
        return http.securityMatcher(
                        "/login",
                        "/login/*",
                        "/logout",
                        "/account",
                        "/account/*",
                        "/invitation",
                        "/register",
                        "/register/*")
                .authorizeHttpRequests(requests -> requests.anyRequest().permitAll())
                .csrf(csrf -> csrf.csrfTokenRepository(words))
                .sessionManagement(sessions -> sessions.sessionCreationPolicy(SessionCreationPolicy.STATELESS))
                .requestCache(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .build();
    }

    @Bean
    Visits visitsOfPeople(
            SignIns signIns, Accounts accounts, Passwords passwords, AccountRoles roles, SecondFactors factors) {
        return new Visits(signIns, accounts, passwords, roles, factors);
    }

    @Bean
    LoginPages loginPages(
            Visits visits,
            PasswordCheck check,
            SignIns signIns,
            DoorBook book,
            ObjectProvider<SelfRegistration> registrations) {
        return new LoginPages(visits, check, signIns, new SignInBook(book), () -> registrations.stream()
                .anyMatch(registration -> !registration.systems().isEmpty()));
    }

    @Bean
    SecondFactorPages secondFactorPages(Visits visits, SecondFactors factors, SignIns signIns, DoorBook book) {
        return new SecondFactorPages(visits, factors, signIns, new SignInBook(book));
    }

    @Bean
    PasswordPages passwordPages(
            Visits visits,
            PasswordCheck check,
            Passwords passwords,
            Invitations invitations,
            SignIns signIns,
            DoorBook book) {
        return new PasswordPages(visits, check, passwords, invitations, signIns, new SignInBook(book));
    }

    @Bean
    AccountPages accountPages(Visits visits, SecondFactors factors, SignIns signIns, DoorBook book) {
        return new AccountPages(visits, factors, signIns, new SignInBook(book));
    }

    /** Where the server has records of patients. */
    @Bean
    HandlerMapping addressesForPatients(ObjectProvider<SelfRegistration> registrations) {
        var pages = new HashMap<String, HttpRequestHandler>();
        registrations.ifAvailable(registration -> {
            var patients = new RegistrationPages(registration);
            pages.put(RegistrationPages.PATH, RegistrationPages.orLater(patients::who));
            pages.put(RegistrationPages.CODE, RegistrationPages.orLater(patients::code));
        });
        return new SimpleUrlHandlerMapping(pages, 0);
    }

    @Bean
    HandlerMapping addressesOfPages(
            LoginPages login, SecondFactorPages factor, PasswordPages passwords, AccountPages account) {
        Map<String, HttpRequestHandler> pages = Map.of(
                "/login", login::login,
                "/login/next", login::next,
                "/login/second-factor", factor::ask,
                "/login/enrol", factor::enrol,
                "/login/password", passwords::change,
                "/logout", login::logout,
                "/account", account::show,
                "/account/end", account::end,
                "/invitation", passwords::invited);
        var recorded = new HashMap<String, HttpRequestHandler>();
        pages.forEach((address, page) -> recorded.put(address, recorded(page)));
        return new SimpleUrlHandlerMapping(recorded, 0);
    }

    /** What cannot be written down does not happen. */
    private static HttpRequestHandler recorded(HttpRequestHandler page) {
        return (request, response) -> {
            try {
                page.handleRequest(request, response);
            } catch (AuditUnavailable failure) {
                response.sendError(HttpServletResponse.SC_SERVICE_UNAVAILABLE);
            }
        };
    }
}
