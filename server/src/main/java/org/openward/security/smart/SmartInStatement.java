package org.openward.security.smart;

import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.r4.model.CapabilityStatement;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.UriType;
import org.openward.fhir.statement.StatementPart;
import org.springframework.web.client.RestClientException;
import org.springframework.web.servlet.support.ServletUriComponentsBuilder;

/** Says in the server's statement that it asks for SMART tokens, and where apps get them. */
public final class SmartInStatement implements StatementPart {
    private static final String SERVICES = "http://terminology.hl7.org/CodeSystem/restful-security-service";
    private static final String ADDRESSES = "http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris";
    private static final Map<String, String> NAMES = names();

    private final SmartEndpoints endpoints;
    private final List<String> allowedOrigins;

    /** @param allowedOrigins web origins whose pages may call the FHIR API from a browser */
    public SmartInStatement(SmartEndpoints endpoints, List<String> allowedOrigins) {
        this.endpoints = endpoints;
        this.allowedOrigins = List.copyOf(allowedOrigins);
    }

    @Override
    public void addTo(CapabilityStatement statement, RequestDetails request) {
        var security = statement
                .getRestFirstRep()
                .getSecurity()
                .setCors(!allowedOrigins.isEmpty())
                .setDescription("Every request needs an OAuth 2 token with SMART scopes, except this statement and "
                        + ".well-known/smart-configuration, which says how to get one.");
        security.addService()
                .addCoding(new Coding(SERVICES, "SMART-on-FHIR", "SMART-on-FHIR"))
                .setText("OAuth 2 with SMART on FHIR");
        if (request instanceof ServletRequestDetails web) {
            var addresses = addresses(web);
            if (addresses.hasExtension()) {
                security.addExtension(addresses);
            }
        }
    }

    /** Without addresses when the external issuer does not answer. */
    private Extension addresses(ServletRequestDetails request) {
        var addresses = new Extension(ADDRESSES);
        var root = ServletUriComponentsBuilder.fromContextPath(request.getServletRequest())
                .build()
                .toUriString();
        try {
            var known = endpoints.at(root);
            NAMES.forEach((smart, openId) -> {
                if (known.get(openId) instanceof String address) {
                    addresses.addExtension(smart, new UriType(address));
                }
            });
        } catch (RestClientException silent) {
            return addresses;
        }
        return addresses;
    }

    private static Map<String, String> names() {
        var names = new LinkedHashMap<String, String>();
        names.put("authorize", "authorization_endpoint");
        names.put("token", "token_endpoint");
        names.put("introspect", "introspection_endpoint");
        names.put("revoke", "revocation_endpoint");
        names.put("register", "registration_endpoint");
        return names;
    }
}
