package org.openward.registration;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.hl7.fhir.r4.model.Patient;
import org.junit.jupiter.api.Test;
import org.openward.profiles.Systems;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.TenantId;
import org.openward.testing.Answer;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;
import org.springframework.jdbc.core.simple.JdbcClient;

@HospitalTest
class OneWinnerIT {
    @Test
    void of_32_clients_that_bring_the_same_number_one_wins_and_31_get_a_conflict(Hospital hospital) throws Exception {
        var number = "OLD-" + UUID.randomUUID();
        var migrator = hospital.asMigrator();
        var patient = new Patient();
        patient.addName().setFamily("Contested");
        patient.addIdentifier().setSystem(Systems.MRN).setValue(number);
        var crowd = Executors.newFixedThreadPool(32);

        var answers =
                crowd.invokeAll(Collections.nCopies(32, (Callable<Answer>) () -> migrator.post("/Patient", patient)));
        crowd.shutdown();

        var statuses = new ArrayList<Integer>();
        for (var answer : answers) {
            statuses.add(answer.get().status());
        }
        assertThat(statuses).filteredOn(status -> status == 201).hasSize(1);
        assertThat(statuses).filteredOn(status -> status == 409).hasSize(31);
        assertThat(migrator.search("Patient?identifier=" + Systems.MRN + "%7C" + number)
                        .getTotal())
                .isEqualTo(1);
        assertThat(rows(hospital, number)).isEqualTo(1);
    }

    private static int rows(Hospital hospital, String number) {
        return Acting.as(Caller.server(TenantId.DEFAULT, "count"), () -> hospital.part(JdbcClient.class)
                .sql("select count(*) from openward.issued_number where number = :number")
                .param("number", number)
                .query(Integer.class)
                .single());
    }
}
