package org.openward.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openward.tenancy.Caller;
import org.springframework.security.oauth2.jwt.Jwt;

class GrantTest {
    private static Grant withScope(String scope) {
        return Granted.by(token().claim("scope", scope).build());
    }

    private static Jwt.Builder token() {
        return Jwt.withTokenValue("x").header("alg", "RS256").issuedAt(Instant.EPOCH);
    }

    @ParameterizedTest
    @CsvSource({
        "system/*.cruds,           Patient,     DELETE, true",
        "system/Patient.rs,        Patient,     READ,   true",
        "system/Patient.rs,        Patient,     UPDATE, false",
        "system/Patient.rs,        Observation, READ,   false",
        "system/Patient.r,         Patient,     SEARCH, false",
        "system/Patient.s,         Patient,     READ,   false",
        "'system/Patient.r system/*.c', Observation, CREATE, true",
        "patient/*.rs,             Observation, READ,   false",
        "openid,                   Patient,     READ,   false"
    })
    void a_token_allows_what_its_scopes_say(String scopes, String type, Interaction interaction, boolean allowed) {
        assertThat(withScope(scopes).allows(type, interaction)).isEqualTo(allowed);
    }

    @Test
    void a_patients_scope_speaks_of_some_records_only() {
        var grant = Granted.by(token().claim("scope", "patient/Observation.rs")
                .claim("patient", "Patient/7")
                .build());

        assertThat(grant.allows("Observation", Interaction.READ)).isTrue();
        assertThat(grant.allowsEvery("Observation", Interaction.READ)).isFalse();
        assertThat(grant.patient()).hasValue("7");
    }

    @Test
    void the_patient_whom_an_app_began_with_is_not_the_holder() {
        var launched = Granted.by(token().claim("patient", "7")
                .claim("fhirUser", "https://h.example/fhir/Practitioner/5")
                .build());
        var himself = Granted.by(
                token().claim("patient", "7").claim("fhirUser", "Patient/8").build());
        var ownPatient = Granted.by(
                token().claim("patient", "7").claim("own_patient", "Patient/9").build());

        assertThat(launched.himself()).isEqualTo(new Oneself("Practitioner/5", null));
        assertThat(himself.himself()).isEqualTo(new Oneself("Patient/8", "8"));
        assertThat(ownPatient.himself()).isEqualTo(new Oneself(null, "9"));
    }

    @Test
    void ids_mean_nothing_in_a_token_for_several_tenants() {
        var grant = Granted.by(token().claim("scope", "patient/*.rs")
                .claim("patient", "7")
                .claim("fhirUser", "Patient/7")
                .claim("tenants", List.of("default", "clinic-b"))
                .build());

        assertThat(grant.patient()).isEmpty();
        assertThat(grant.himself()).isEqualTo(Oneself.UNKNOWN);
        assertThat(grant.allows("Patient", Interaction.READ)).isFalse();
    }

    @Test
    void who_does_not_prove_to_be_a_program_is_a_person() {
        var program = token().subject("app").claim("client_id", "app");
        var unnamed = token().subject("asha");
        var namesake = token().subject("app")
                .claim("client_id", "app")
                .claim("sid", "s1")
                .claim("acr", "aal1");

        assertThat(Granted.by(program.build()).isAssured("aal2")).isTrue();
        assertThat(Granted.by(unnamed.build()).isAssured("aal2")).isFalse();
        assertThat(Granted.by(namesake.build()).isAssured("aal2")).isFalse();
        assertThat(Claims.kindOf(program.build())).isEqualTo(Caller.Kind.CLIENT);
        assertThat(Claims.kindOf(unnamed.build())).isEqualTo(Caller.Kind.PERSON);
        assertThat(Claims.kindOf(namesake.build())).isEqualTo(Caller.Kind.PERSON);
    }

    @Test
    void a_person_works_in_the_roles_of_the_token_and_otherwise_in_none() {
        var program = token().subject("app").claim("client_id", "app");
        var unnamed = token().subject("asha").claim("client_id", "app");
        var nurse = token().subject("asha").claim("client_id", "app").claim("roles", List.of("NUR"));

        assertThat(Granted.by(program.build()).person()).isEmpty();
        assertThat(Granted.by(unnamed.build()).person().orElseThrow().roles()).isEmpty();
        assertThat(Granted.by(nurse.build()).person().orElseThrow().roles()).containsExactly("NUR");
        assertThat(Granted.by(program.claim("roles", List.of("DEV")).build())
                        .person()
                        .orElseThrow()
                        .roles())
                .containsExactly("DEV");
    }

    @Test
    void of_a_person_whose_roles_nobody_kept_it_is_remembered_that_he_has_none() {
        var person = new KeptGrant(Caller.Kind.PERSON, "asha", List.of("user/*.rs"), null);
        var program = new KeptGrant(Caller.Kind.CLIENT, "app", List.of("system/*.rs"), null);

        assertThat(person.person()).isNotNull();
        assertThat(program.person()).isNull();
    }

    @Test
    void only_all_letters_on_all_records_of_all_types_are_unlimited() {
        assertThat(withScope("system/*.cruds").isUnlimited()).isTrue();
        assertThat(withScope("system/*.*").isUnlimited()).isTrue();
        assertThat(withScope("system/*.crud").isUnlimited()).isFalse();
        assertThat(withScope("patient/*.cruds").isUnlimited()).isFalse();
        assertThat(withScope("system/Patient.cruds").isUnlimited()).isFalse();
    }

    @Test
    void an_operation_needs_its_own_permission() {
        var grant = Granted.by(token().claim("scope", "system/*.cruds")
                .claim("permissions", List.of("operation/Invoice-pay"))
                .build());

        assertThat(grant.permits("Invoice-pay")).isTrue();
        assertThat(grant.permits("Invoice-finalize")).isFalse();
    }
}
