package org.openward.security;

import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.bulk.BulkRights;
import org.openward.fhir.whole.SearchTerms;
import org.openward.security.roles.Deed;
import org.openward.security.roles.Entitlements;
import org.openward.security.roles.RoleHolder;
import org.springframework.stereotype.Component;

/**
 * Lets a token take out in bulk only the types that it reaches whole: nobody looks at the records one by one. What is brought in is
 * looked at when it is stored, as if the token were still there.
 */
@Component
class BulkAccess implements BulkRights {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final SearchTerms searchTerms;
    private final Entitlements roles;

    BulkAccess(ISearchParamRegistry searchParameters, Entitlements roles) {
        this.searchTerms = new SearchTerms(searchParameters);
        this.roles = roles;
    }

    @Override
    public boolean mayTakeOut(RequestDetails request, String type) {
        return Granted.to(request)
                .filter(grant -> grant.seesEvery(type))
                .filter(grant -> grant.person()
                        .map(person -> roles.seesAll(person, type))
                        .orElse(true))
                .isPresent();
    }

    @Override
    public void requireSearch(RequestDetails request, String type, Map<String, String[]> parameters) {
        searchTerms.typesLookedInto(type, parameters).forEach(other -> {
            if (!mayTakeOut(request, other)) {
                throw NotAllowed.because("The search of " + type + " looks into records of type " + other
                        + ", which the token does not reach whole.");
            }
        });
    }

    @Override
    public boolean mayBringIn(RequestDetails request, String type) {
        return Granted.to(request)
                .filter(grant -> grant.allows(type, Interaction.CREATE) || grant.allows(type, Interaction.UPDATE))
                .filter(grant -> grant.person()
                        .map(person -> roles.may(person, type, Deed.CREATE) || roles.may(person, type, Deed.CHANGE))
                        .orElse(true))
                .isPresent();
    }

    @Override
    public Optional<String> userOf(RequestDetails request) {
        return Granted.to(request).map(grant -> grant.himself().record());
    }

    @Override
    public String remembered(RequestDetails request) {
        return Granted.to(request).map(Remembered::of).map(BulkAccess::written).orElseThrow();
    }

    @Override
    public void renew(String remembered, RequestDetails request) {
        try {
            Granted.give(request, JSON.readValue(remembered, Remembered.class).grant());
        } catch (JsonProcessingException unreadable) {
            throw new IllegalStateException("What a token allowed cannot be read again.", unreadable);
        }
    }

    private static String written(Remembered grant) {
        try {
            return JSON.writeValueAsString(grant);
        } catch (JsonProcessingException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** A grant in words. */
    record Remembered(
            List<String> scopes,
            Set<String> permissions,
            Set<String> tenants,
            @Nullable String patient,
            @Nullable RoleHolder person,
            @Nullable Oneself himself) {
        static Remembered of(Grant grant) {
            return new Remembered(
                    grant.scopes().stream().map(SmartScope::written).toList(),
                    grant.permissions(),
                    grant.tenants(),
                    grant.patient().orElse(null),
                    grant.person().orElse(null),
                    grant.himself());
        }

        private Grant grant() {
            return new Grant(
                    scopes.stream()
                            .flatMap(scope -> SmartScope.parse(scope).stream())
                            .toList(),
                    permissions,
                    tenants,
                    Optional.ofNullable(patient),
                    "",
                    Optional.ofNullable(person),
                    himself == null ? Oneself.UNKNOWN : himself);
        }
    }
}
