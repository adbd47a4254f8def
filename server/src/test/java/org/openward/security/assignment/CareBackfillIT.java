package org.openward.security.assignment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import javax.sql.DataSource;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Encounter.EncounterStatus;
import org.hl7.fhir.r4.model.Organization;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.PractitionerRole;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.Test;
import org.openward.database.DatabaseForTests;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.TenantId;
import org.openward.testing.AtOnce;
import org.openward.testing.FhirClient;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Records that were written before there were roles count for whose care a patient is in. */
@HospitalTest
class CareBackfillIT {
    private static final TenantId CLINIC = new TenantId("old-clinic");
    private static final String BASE = "/fhir/old-clinic";
    private static final String BEGINNING = "/db/migration/security/V035__security_care_backfill_begins.sql";
    private static final int PATIENTS = 60;
    private static final int SERVERS = 16;

    private final Hospital hospital;
    private final DataSource owner;
    private final int partition;

    CareBackfillIT(Hospital hospital) {
        this.hospital = hospital;
        this.owner = DatabaseForTests.ownerOf(hospital.part(ApplicationContext.class));
        this.partition = hospital.clinic(CLINIC).partition();
    }

    private FhirClient inRole(String role, String user) {
        return hospital.inRoles(List.of(role), user, Map.of("tenants", List.of(CLINIC.value())))
                .at(BASE);
    }

    private static Reference to(Resource record) {
        return new Reference(record.fhirType() + "/" + record.getIdElement().getIdPart());
    }

    private static Encounter visit(Patient patient, Practitioner doctor) {
        var visit = new Encounter().setStatus(EncounterStatus.INPROGRESS).setSubject(to(patient));
        visit.setClass_(new Coding("http://terminology.hl7.org/CodeSystem/v3-ActCode", "AMB", null));
        visit.addParticipant().setIndividual(to(doctor));
        return visit;
    }

    /** The database as an earlier release left it, when this one comes. */
    private void upgrade() throws IOException {
        String beginning;
        try (var script = Objects.requireNonNull(CareBackfillIT.class.getResourceAsStream(BEGINNING))) {
            beginning = new String(script.readAllBytes(), StandardCharsets.UTF_8);
        }
        forClinic(
                "delete from openward.patient_assignment",
                "delete from openward.department_member",
                "delete from openward.care_backfill");
        JdbcClient.create(owner).sql(beginning).update();
    }

    private void forClinic(String... statements) {
        for (var statement : statements) {
            JdbcClient.create(owner)
                    .sql("do $$ begin perform set_config('openward.tenant', '%s', true); %s; end $$"
                            .formatted(CLINIC, statement))
                    .update();
        }
    }

    private List<Map<String, Object>> rows(String table) {
        return Acting.as(Caller.server(CLINIC, "looking-0815"), () -> hospital.part(JdbcClient.class)
                .sql("select * from openward." + table + " order by 1, 2, 3, 4")
                .query()
                .listOfRows());
    }

    @Test
    void who_was_in_somebodys_care_before_is_so_after_an_upgrade() throws Exception {
        var office = inRole("ADM", "");
        var doctor = office.create(new Practitioner());
        var unit = office.create(new Organization().setName("Ward"));
        office.create(new PractitionerRole().setPractitioner(to(doctor)).setOrganization(to(unit)));
        for (int number = 0; number < PATIENTS; number++) {
            office.create(visit(office.create(new Patient()), doctor));
        }
        office.create(visit(office.create(new Patient()), doctor).setStatus(EncounterStatus.FINISHED));
        var care = rows("patient_assignment");
        var units = rows("department_member");
        upgrade();
        assertThat(patientsOf(doctor)).isZero();

        var backfill = hospital.part(CareBackfill.class);
        var done = AtOnce.all(SERVERS, number -> () -> backfill.finish(CLINIC));

        assertThat(done).allMatch(AtOnce.Outcome::succeeded);
        assertThat(backfill.finish(CLINIC)).isTrue();
        assertThat(patientsOf(doctor)).isEqualTo(PATIENTS);
        assertThat(rows("patient_assignment")).isEqualTo(care);
        assertThat(rows("department_member")).isEqualTo(units);
        assertThat(rows("care_backfill")).singleElement().satisfies(row -> assertThat(row.get("done_at"))
                .isNotNull());
    }

    private int patientsOf(Practitioner doctor) {
        return inRole("DOC", to(doctor).getReference())
                .search("Patient?_summary=count")
                .getTotal();
    }

    @Test
    void a_record_that_cannot_be_read_stops_nobody_behind_it() throws Exception {
        var office = inRole("ADM", "");
        var doctor = office.create(new Practitioner());
        var broken = office.create(visit(office.create(new Patient()), doctor));
        office.create(visit(office.create(new Patient()), doctor));
        upgrade();
        var written = write(broken, "{\"resourceType\":\"Encounter\",\"status\":");
        try {
            assertThat(hospital.part(CareBackfill.class).finish(CLINIC)).isTrue();
        } finally {
            write(broken, written);
        }

        assertThat(patientsOf(doctor)).isEqualTo(1);
    }

    /** Puts another text into the store; what was there before. */
    private String write(Encounter visit, String text) {
        return JdbcClient.create(owner)
                .sql(
                        """
                        with before as (
                            select v.pid, v.res_text_vc from public.hfj_res_ver v
                            join public.hfj_resource r on r.res_id = v.res_id
                            where r.partition_id = :partition and r.res_type = 'Encounter' and r.fhir_id = :id),
                        written as (
                            update public.hfj_res_ver set res_text_vc = :text
                            where pid in (select pid from before) returning pid)
                        select res_text_vc from before where exists (select from written)
                        """)
                .param("partition", partition)
                .param("id", visit.getIdElement().getIdPart())
                .param("text", text)
                .query(String.class)
                .single();
    }

    @Test
    void it_goes_on_where_it_was_stopped() throws Exception {
        var office = inRole("ADM", "");
        var doctor = office.create(new Practitioner());
        var visits = new ArrayList<Encounter>();
        for (int number = 0; number < 2; number++) {
            visits.add(office.create(visit(office.create(new Patient()), doctor)));
        }
        upgrade();
        forClinic(
                "update openward.care_backfill set reached = (select res_id from public.hfj_resource where partition_id = "
                        + partition + " and res_type = 'Encounter' and fhir_id = '"
                        + visits.get(0).getIdElement().getIdPart() + "')");

        hospital.part(CareBackfill.class).finish(CLINIC);

        assertThat(patientsOf(doctor)).isEqualTo(1);
    }
}
