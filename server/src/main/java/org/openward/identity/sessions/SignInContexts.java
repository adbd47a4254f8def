package org.openward.identity.sessions;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.function.Supplier;
import org.springframework.security.core.context.DeferredSecurityContext;
import org.springframework.security.core.context.SecurityContext;
import org.springframework.security.core.context.SecurityContextImpl;
import org.springframework.security.web.context.HttpRequestResponseHolder;
import org.springframework.security.web.context.SecurityContextRepository;
import org.springframework.util.function.SingletonSupplier;

/** Tells the issuer who is signed in at the browser that asks: from the database, so that any server knows. */
public final class SignInContexts implements SecurityContextRepository {
    private final SignIns signIns;

    public SignInContexts(SignIns signIns) {
        this.signIns = signIns;
    }

    @Override
    @Deprecated
    public SecurityContext loadContext(HttpRequestResponseHolder exchange) {
        return context(exchange.getRequest());
    }

    @Override
    public DeferredSecurityContext loadDeferredContext(HttpServletRequest request) {
        return new Asked(SingletonSupplier.of(() -> context(request)));
    }

    private SecurityContext context(HttpServletRequest request) {
        return SignInCookie.of(request)
                .flatMap(signIns::find)
                .filter(SignIn::isComplete)
                .<SecurityContext>map(signIn -> new SecurityContextImpl(SignedIn.principal(signIn)))
                .orElseGet(SecurityContextImpl::new);
    }

    /** The pages keep it themselves. */
    @Override
    public void saveContext(SecurityContext context, HttpServletRequest request, HttpServletResponse response) {}

    @Override
    public boolean containsContext(HttpServletRequest request) {
        return SignInCookie.of(request).isPresent();
    }

    /** Looked up when somebody asks, once. */
    private static final class Asked implements DeferredSecurityContext {
        private final Supplier<SecurityContext> context;

        Asked(Supplier<SecurityContext> context) {
            this.context = context;
        }

        @Override
        public SecurityContext get() {
            return context.get();
        }

        @Override
        public boolean isGenerated() {
            return get().getAuthentication() == null;
        }
    }
}
