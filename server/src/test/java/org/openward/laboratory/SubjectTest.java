package org.openward.laboratory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.Enumerations.AdministrativeGender;
import org.hl7.fhir.r4.model.Patient;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openward.laboratory.RecordResults.Subject;

class SubjectTest {
    @ParameterizedTest
    @CsvSource({
        "1985-04-12, 1985-04-12",
        "1985,       1985-04-12",
        "1985-04,    1985-04-12",
        "1985-04-12, 1985",
        "          , 1985-04-12",
        "1985-04-12,           "
    })
    void birth_dates_agree_as_far_as_both_go(@Nullable String sent, @Nullable String known) {
        var patient = aPatient(known, null);

        var contradiction = saying(sent, null).contradiction(patient);

        assertThat(contradiction).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1985-04-13, 1985-04-12", "1984, 1985-04-12", "1985-05, 1985-04-12", "1985-04-12, 1984"})
    void another_birth_date_contradicts(String sent, String known) {
        var patient = aPatient(known, null);

        var contradiction = saying(sent, null).contradiction(patient);

        assertThat(contradiction).contains("birth date in PID-7");
    }

    @Test
    void another_sex_contradicts() {
        var woman = aPatient(null, AdministrativeGender.FEMALE);

        assertThat(saying(null, AdministrativeGender.MALE).contradiction(woman)).contains("sex in PID-8");
        assertThat(saying(null, AdministrativeGender.OTHER).contradiction(woman))
                .contains("sex in PID-8");
    }

    @Test
    void a_sex_that_one_side_does_not_know_agrees_with_any() {
        var woman = aPatient(null, AdministrativeGender.FEMALE);
        var unknown = aPatient(null, AdministrativeGender.UNKNOWN);
        var unstated = aPatient(null, null);

        assertThat(saying(null, AdministrativeGender.FEMALE).contradiction(woman))
                .isEmpty();
        assertThat(saying(null, AdministrativeGender.UNKNOWN).contradiction(woman))
                .isEmpty();
        assertThat(saying(null, null).contradiction(woman)).isEmpty();
        assertThat(saying(null, AdministrativeGender.MALE).contradiction(unknown))
                .isEmpty();
        assertThat(saying(null, AdministrativeGender.MALE).contradiction(unstated))
                .isEmpty();
    }

    private static Subject saying(@Nullable String birthDate, @Nullable AdministrativeGender sex) {
        return new Subject(List.of(), Optional.ofNullable(birthDate).map(DateType::new), Optional.ofNullable(sex), "");
    }

    private static Patient aPatient(@Nullable String birthDate, @Nullable AdministrativeGender sex) {
        var patient = new Patient();
        if (birthDate != null) {
            patient.setBirthDateElement(new DateType(birthDate));
        }
        if (sex != null) {
            patient.setGender(sex);
        }
        return patient;
    }
}
