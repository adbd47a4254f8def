package org.openward.security.roles;

import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.openward.testing.FullRun;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;

/** Bills, payments and claims about a patient are not for those who treat him or let him in (D2, D5, D10, D12), on every way. */
@HospitalTest
class MoneyClosedIT {
    private static final Set<String> OF_NO_PATIENT = Set.of("PaymentNotice", "PaymentReconciliation");

    private final Ward ward;

    MoneyClosedIT(Hospital hospital) {
        this.ward = Ward.of(hospital);
    }

    @ParameterizedTest
    @CsvSource({"DOC, Invoice", "NUR, ChargeItem", "RAD, Claim"})
    void who_works_with_patients_sees_no_money(String role, String type) {
        hidden(type).closedTo(ward.as(role), ward.demo, Numbered.of(ward)).holds();
    }

    @FullRun
    @Test
    void nobody_who_works_with_patients_sees_any_money() {
        for (var type : Numbered.MONEY) {
            var money = hidden(type);
            for (var role : Set.of("DOC", "NUR", "LAB", "PHA", "REC", "RAD", "RGR")) {
                money.closedTo(ward.as(role), ward.demo, Numbered.of(ward)).holds();
            }
        }
    }

    private HiddenRecord hidden(String type) {
        var toPatient = OF_NO_PATIENT.contains(type) ? Optional.<String>empty() : Optional.of("patient");
        return Numbered.hidden(ward, type, ward.known, toPatient);
    }
}
