package org.openward.identity.launch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.openward.tenancy.TenantId;

class AskedLaunchTest {
    private static final String ROOT = "https://hospital.example";

    private static AskedLaunch forBase(String base) {
        return AskedLaunch.of(List.of("launch/patient"), Map.of("aud", base));
    }

    @ParameterizedTest
    @CsvSource({
        "https://hospital.example/fhir,default",
        "https://hospital.example/fhir/,default",
        "https://hospital.example/fhir/clinic-b,clinic-b",
        "https://hospital.example/fhir/clinic-b/,clinic-b"
    })
    void the_base_names_the_tenant(String base, String tenant) {
        assertThat(forBase(base).tenant(ROOT)).contains(new TenantId(tenant));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://evil.example/fhir",
                "https://hospital.example.evil.example/fhir",
                "http://hospital.example/fhir",
                "https://hospital.example",
                "https://hospital.example/fhirx",
                "https://hospital.example/fhir/metadata",
                "https://hospital.example/fhir/clinic-b/Patient",
                "https://hospital.example/fhir/_ALL",
                "https://hospital.example/fhir//",
                "?"
            })
    void any_other_address_is_no_base_of_this_server(String base) {
        assertThat(forBase(base).tenant(ROOT)).isEmpty();
    }

    @Test
    void who_has_a_record_of_her_own_chooses_no_patient_but_an_encounter() {
        var patient = AskedLaunch.of(List.of("launch/patient"), Map.of());
        var encounter = AskedLaunch.of(List.of("launch/encounter"), Map.of());
        var fromEhr = AskedLaunch.of(List.of("launch", "launch/patient"), Map.of("launch", "h"));

        assertThat(patient.mustChoose(Optional.empty())).isTrue();
        assertThat(patient.mustChoose(Optional.of("Patient/9"))).isFalse();
        assertThat(encounter.mustChoose(Optional.of("Patient/9"))).isTrue();
        assertThat(fromEhr.mustChoose(Optional.empty())).isFalse();
    }
}
