package org.openward.fhir.statement;

import ca.uhn.fhir.rest.openapi.OpenApiInterceptor;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;
import java.time.Duration;

/** The CapabilityStatement as OpenAPI 3, with a page that shows it and takes the token for its calls. */
public class ApiDescription extends OpenApiInterceptor {
    private static final String TOKEN = "token";
    private static final Duration KEPT = Duration.ofMinutes(1);
    private static final int ADDRESSES = 5;

    /** Of all types at once, by the address that it names. */
    private final Cache<String, OpenAPI> ofAllTypes =
            Caffeine.newBuilder().expireAfterWrite(KEPT).maximumSize(ADDRESSES).build();

    public ApiDescription() {
        setBannerImage("");
    }

    @Override
    protected OpenAPI generateOpenApi(ServletRequestDetails request) {
        return PAGE_ALL.equals(request.getServletRequest().getParameter("page"))
                ? ofAllTypes.get(request.getFhirServerBase(), address -> described(request))
                : described(request);
    }

    private OpenAPI described(ServletRequestDetails request) {
        KnownDefinitions.beginFor(request);
        var api = super.generateOpenApi(request);
        api.getComponents()
                .addSecuritySchemes(
                        TOKEN,
                        new SecurityScheme()
                                .type(SecurityScheme.Type.HTTP)
                                .scheme("bearer")
                                .bearerFormat("JWT")
                                .description(
                                        "An OAuth 2 token with SMART scopes; .well-known/smart-configuration below the "
                                                + "FHIR address says where to get one."));
        return api.addSecurityItem(new SecurityRequirement().addList(TOKEN));
    }
}
