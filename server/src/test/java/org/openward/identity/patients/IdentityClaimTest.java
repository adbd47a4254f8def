package org.openward.identity.patients;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.HumanName.NameUse;
import org.hl7.fhir.r4.model.Identifier.IdentifierUse;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Patient.LinkType;
import org.hl7.fhir.r4.model.Reference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IdentityClaimTest {
    private static final String SYSTEM = "https://ids.example/national";

    private static Patient meera() {
        var patient = new Patient().setBirthDateElement(new DateType("1990-02-03"));
        patient.addName().setFamily("Iyer Rao");
        patient.addName().setUse(NameUse.OLD).setFamily("Menon");
        patient.addIdentifier().setSystem(SYSTEM).setValue("A-7");
        patient.addIdentifier().setUse(IdentifierUse.OLD).setSystem(SYSTEM).setValue("A-6");
        return patient;
    }

    @ParameterizedTest
    @CsvSource({
        "Iyer Rao, 1990-02-03, A-7, true",
        "' IYER   rao ', 1990-02-03, ' A-7 ', true",
        "Iyer, 1990-02-03, A-7, false",
        "Menon, 1990-02-03, A-7, false",
        "Iyer Rao, 1990-03-02, A-7, false",
        "Iyer Rao, 1990-02-03, a-7, false",
        "Iyer Rao, 1990-02-03, A-6, false"
    })
    void all_of_it_fits_or_nothing_does(String family, String born, String number, boolean fits) {
        var claim = IdentityClaim.of(family, born, SYSTEM, number).orElseThrow();

        assertThat(claim.fits(meera())).isEqualTo(fits);
        assertThat(IdentityClaim.read(claim.written())).isEqualTo(claim);
    }

    @Test
    void of_whom_only_the_year_of_birth_is_known_cannot_be_proved() {
        var claim = IdentityClaim.of("Iyer Rao", "1990-01-01", SYSTEM, "A-7").orElseThrow();

        assertThat(claim.fits(meera().setBirthDateElement(new DateType("1990"))))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({"'', 1990-02-03, A-7", "Iyer, 3.2.1990, A-7", "Iyer, 1990-02-30, A-7", "Iyer, 1990-02-03, ' '"})
    void what_is_incomplete_is_no_claim(String family, String born, String number) {
        assertThat(IdentityClaim.of(family, born, SYSTEM, number)).isEmpty();
    }

    @Test
    void a_code_is_the_same_however_it_is_typed() {
        var code = ProofCode.make();

        assertThat(code)
                .matches("[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){2}")
                .isNotEqualTo(ProofCode.make());
        assertThat(ProofCode.hash("claim", "01oI l0-zz")).isEqualTo(ProofCode.hash("claim", "0101-10ZZ"));
        assertThat(ProofCode.hash("claim", code)).isNotEqualTo(ProofCode.hash("another", code));
        assertThat(ProofCode.isSame(ProofCode.hash("claim", code), null)).isFalse();
    }

    @Test
    void a_record_that_has_ended_is_nobody_who_could_sign_in() {
        var merged = meera();
        merged.addLink().setType(LinkType.REPLACEDBY).setOther(new Reference("Patient/8"));

        assertThat(Standing.of(meera()).isOpen()).isTrue();
        assertThat(Standing.of(meera().setDeceased(new BooleanType(false))).isOpen())
                .isTrue();
        assertThat(Standing.of(meera().setDeceased(new BooleanType(true))).isOpen())
                .isFalse();
        assertThat(Standing.of(meera().setDeceased(new DateTimeType("2026-01-01")))
                        .isOpen())
                .isFalse();
        assertThat(Standing.of(meera().setActive(false)).isOpen()).isFalse();
        assertThat(Standing.of(merged)).satisfies(standing -> {
            assertThat(standing.isOpen()).isFalse();
            assertThat(standing.survivor()).contains("8");
        });
    }

    @ParameterizedTest
    @CsvSource({
        "RelatedPerson/8",
        "https://other.example/fhir/Patient/8",
        "urn:uuid:11111111-2222-4333-8444-555555555555"
    })
    void what_is_no_patient_of_this_server_is_no_record_to_go_on_with(String other) {
        var merged = meera();
        merged.addLink().setType(LinkType.REPLACEDBY).setOther(new Reference(other));

        assertThat(Standing.of(merged)).isEqualTo(new Standing(false, Optional.empty()));
    }
}
