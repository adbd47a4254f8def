package org.openward.fhir.statement;

import ca.uhn.fhir.rest.openapi.OpenApiInterceptor;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import io.swagger.v3.oas.models.OpenAPI;
import io.swagger.v3.oas.models.security.SecurityRequirement;
import io.swagger.v3.oas.models.security.SecurityScheme;

/** The CapabilityStatement as OpenAPI 3, with a page that shows it and takes the token for its calls. */
public class ApiDescription extends OpenApiInterceptor {
    private static final String TOKEN = "token";

    public ApiDescription() {
        setBannerImage("");
    }

    @Override
    protected OpenAPI generateOpenApi(ServletRequestDetails request) {
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
