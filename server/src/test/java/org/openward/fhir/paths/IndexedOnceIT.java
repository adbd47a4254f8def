package org.openward.fhir.paths;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Quantity;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.Test;
import org.openward.database.DatabaseForTests;
import org.openward.testing.FhirClient;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

@HospitalTest
class IndexedOnceIT {
    private final FhirClient client;
    private final JdbcClient database;

    IndexedOnceIT(Hospital hospital) {
        client = hospital.asDemo();
        database = JdbcClient.create(DatabaseForTests.ownerOf(hospital.part(ApplicationContext.class)));
    }

    @Test
    void a_record_of_a_transaction_has_the_index_rows_that_it_has_when_it_comes_alone() {
        var patient = client.create(new Patient());
        var alone = client.create(hemoglobin(reference(patient)));
        var together = "urn:uuid:" + UUID.randomUUID();
        var answer = client.transact(transaction(together, new Patient(), hemoglobin(new Reference(together))))
                .resource(Bundle.class);

        var rows = rowsOf(alone.getIdElement().getIdPart());

        assertThat(rows).hasSizeGreaterThan(10).anySatisfy(row -> assertThat(row)
                .contains("Observation.subject"));
        assertThat(rowsOf(idIn(answer, 1))).isEqualTo(rows);
    }

    @Test
    void a_record_that_a_transaction_changes_has_the_rows_of_its_new_version_only() {
        var patient = client.create(new Patient());
        var stored = client.create(hemoglobin(reference(patient)));
        var alone = client.create(hemoglobin(reference(patient)).setStatus(ObservationStatus.AMENDED));
        var amended = hemoglobin(reference(patient)).setStatus(ObservationStatus.AMENDED);
        amended.setId(stored.getIdElement().toUnqualifiedVersionless());
        var bundle = new Bundle().setType(BundleType.TRANSACTION);
        bundle.addEntry()
                .setResource(amended)
                .getRequest()
                .setMethod(HTTPVerb.PUT)
                .setUrl("Observation/" + stored.getIdPart());

        assertThat(client.transact(bundle).status()).isEqualTo(200);

        assertThat(rowsOf(stored.getIdPart())).isEqualTo(rowsOf(alone.getIdPart()));
    }

    @Test
    void a_record_that_came_in_a_transaction_without_a_link_to_another_has_the_rows_of_its_new_version_only() {
        var patient = client.create(new Patient());
        var bundle = new Bundle().setType(BundleType.TRANSACTION);
        bundle.addEntry()
                .setResource(hemoglobin(reference(patient)))
                .getRequest()
                .setMethod(HTTPVerb.POST)
                .setUrl("Observation");
        var stored = idIn(client.transact(bundle).resource(Bundle.class), 0);
        var amended = hemoglobin(reference(patient)).setStatus(ObservationStatus.AMENDED);
        var alone = client.create(amended.copy());

        amended.setId(stored);
        assertThat(client.put("/Observation/" + stored, amended).status()).isEqualTo(200);

        assertThat(rowsOf(stored)).isEqualTo(rowsOf(alone.getIdPart()));
    }

    private List<String> rowsOf(String observation) {
        return database.sql(
                        """
                        with record as (select res_id from hfj_resource where res_type = 'Observation' and fhir_id = :id)
                        select concat_ws(' ', 'token', sp_name, hash_sys, hash_sys_and_value, hash_value)
                            from hfj_spidx_token join record using (res_id)
                        union all
                        select concat_ws(' ', 'date', sp_name, sp_value_low, sp_value_high)
                            from hfj_spidx_date join record using (res_id)
                        union all
                        select concat_ws(' ', 'quantity', sp_name, hash_identity_sys_units, sp_value)
                            from hfj_spidx_quantity join record using (res_id)
                        union all
                        select concat_ws(' ', 'string', sp_name, hash_exact)
                            from hfj_spidx_string join record using (res_id)
                        union all
                        select concat_ws(' ', 'link', src_path, target_resource_type)
                            from hfj_res_link join record on src_resource_id = record.res_id
                        order by 1
                        """)
                .param("id", observation)
                .query(String.class)
                .list();
    }

    private static Bundle transaction(String patientsName, Resource patient, Resource observation) {
        var bundle = new Bundle().setType(BundleType.TRANSACTION);
        for (var resource : List.of(patient, observation)) {
            bundle.addEntry()
                    .setResource(resource)
                    .getRequest()
                    .setMethod(HTTPVerb.POST)
                    .setUrl(resource.fhirType());
        }
        bundle.getEntryFirstRep().setFullUrl(patientsName);
        return bundle;
    }

    private static String idIn(Bundle answer, int entry) {
        return new IdType(answer.getEntry().get(entry).getResponse().getLocation()).getIdPart();
    }

    private static Reference reference(Patient patient) {
        return new Reference("Patient/" + patient.getIdPart());
    }

    private static Observation hemoglobin(Reference patient) {
        return new Observation()
                .setStatus(ObservationStatus.FINAL)
                .addCategory(new CodeableConcept(new Coding(
                        "http://terminology.hl7.org/CodeSystem/observation-category", "laboratory", "Laboratory")))
                .setCode(new CodeableConcept(new Coding("http://loinc.org", "718-7", "Hemoglobin")))
                .setSubject(patient)
                .setEffective(new DateTimeType("2026-11-21T08:40:00+05:30"))
                .setValue(new Quantity(13.2)
                        .setSystem("http://unitsofmeasure.org")
                        .setCode("g/dL")
                        .setUnit("g/dL"));
    }
}
