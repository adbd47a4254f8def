package org.openward.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.server.exceptions.ForbiddenOperationException;
import ca.uhn.fhir.rest.server.util.FhirContextSearchParamRegistry;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.mockito.Mockito;
import org.openward.security.roles.Entitlements;

class BulkAccessTest {
    private final BulkAccess access = new BulkAccess(
            new FhirContextSearchParamRegistry(FhirContext.forR4Cached()), Mockito.mock(Entitlements.class));

    private static Grant grant(String... scopes) {
        return new Grant(
                List.of(scopes).stream()
                        .map(scope -> SmartScope.parse(scope).orElseThrow())
                        .toList(),
                Set.of("operation/Invoice-pay"),
                Set.of("default"),
                Optional.of("7"));
    }

    private static RequestDetails request(String... scopes) {
        var request = new SystemRequestDetails();
        Granted.give(request, grant(scopes));
        return request;
    }

    @ParameterizedTest
    @CsvSource({
        "system/*.rs, true",
        "user/Observation.rs, true",
        "system/*.cruds, true",
        "system/Observation.r, false",
        "system/Observation.s, false",
        "system/Patient.rs, false",
        "patient/*.rs, false",
        "patient/Observation.cruds, false",
        "system/Observation.rs?category=laboratory, false"
    })
    void a_type_is_taken_out_by_whoever_reads_and_searches_all_of_it(String scope, boolean allowed) {
        assertThat(access.mayTakeOut(request(scope), "Observation")).isEqualTo(allowed);
    }

    @Test
    void without_a_token_nothing_is_taken_out_or_brought_in() {
        var nobody = new SystemRequestDetails();

        assertThat(access.mayTakeOut(nobody, "Patient")).isFalse();
        assertThat(access.mayBringIn(nobody, "Patient")).isFalse();
    }

    @Test
    void a_search_looks_into_no_type_that_may_not_be_taken_out() {
        var chain = Map.of("subject:Patient.family", new String[] {"Rao"});

        access.requireSearch(request("system/Observation.rs", "system/Patient.rs"), "Observation", chain);

        assertThatThrownBy(() -> access.requireSearch(
                        request("system/Observation.rs", "system/Patient.rs?active=true"), "Observation", chain))
                .isInstanceOf(ForbiddenOperationException.class);
    }

    @Test
    @Timeout(10)
    void a_chain_without_an_end_is_not_followed_to_it() {
        var endless = Map.of("based-on.".repeat(2_000) + "status", new String[] {"active"});
        var each = request("system/ServiceRequest.rs", "system/CarePlan.rs", "system/MedicationRequest.rs");

        assertThatThrownBy(() -> access.requireSearch(each, "ServiceRequest", endless))
                .isInstanceOf(ForbiddenOperationException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "system/Patient.c, true",
        "system/Patient.u, true",
        "patient/Patient.u, true",
        "system/Patient.rds, false",
        "system/Observation.cu, false"
    })
    void a_type_is_brought_in_by_whoever_may_write_some_of_it(String scope, boolean allowed) {
        assertThat(access.mayBringIn(request(scope), "Patient")).isEqualTo(allowed);
    }

    @Test
    void what_is_remembered_allows_the_same_again() {
        var first = request(
                "system/Patient.cu",
                "patient/*.rs",
                "user/Observation.cruds?category=laboratory&status=final",
                "user/*.s");
        var again = new SystemRequestDetails();

        access.renew(access.remembered(first), again);

        assertThat(Granted.to(again)).isPresent().isEqualTo(Granted.to(first));
    }
}
