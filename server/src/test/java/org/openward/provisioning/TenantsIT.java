package org.openward.provisioning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.MeasureReport;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.StringType;
import org.junit.jupiter.api.Test;
import org.openward.profiles.Systems;
import org.openward.tenancy.Tenant;
import org.openward.tenancy.Tenants;
import org.openward.testing.Answer;
import org.openward.testing.AtOnce;
import org.openward.testing.FhirClient;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;

@HospitalTest
class TenantsIT {
    private static final int CROWD = 16;
    private static final Duration SECONDS = Duration.ofSeconds(30);

    private final Hospital hospital;
    private final FhirClient operator;

    TenantsIT(Hospital hospital) {
        this.hospital = hospital;
        this.operator = hospital.asDemo();
    }

    @Test
    void a_clinic_works_on_the_server_once_it_is_provisioned_and_not_while_it_is_suspended() {
        var clinic = FhirClient.withToken(
                hospital.root(), "/fhir/newcomer", "newcomer", "newcomer-secret", "system/*.cruds");
        assertThat(clinic.get("/Patient").status()).isEqualTo(404);

        assertThat(provision("newcomer", "Asia/Kolkata", "INR").status()).isEqualTo(200);
        assertThat(clinic.create(new Patient()).getIdentifier()).isNotEmpty();

        assertThat(decide("suspend", "newcomer", "The contract ended").status()).isEqualTo(200);
        await().atMost(SECONDS).until(() -> clinic.get("/Patient").status() == 403);
        assertThat(operator.get("/Patient?_count=1").status()).isEqualTo(200);

        assertThat(decide("resume", "newcomer", "The contract was renewed").status())
                .isEqualTo(200);
        await().atMost(SECONDS).until(() -> clinic.get("/Patient").status() == 200);
        assertThat(operator.search("AuditEvent?subtype=suspend-tenant").getEntry())
                .isNotEmpty();
    }

    @Test
    void a_clinic_has_its_own_day_currency_and_numbers_from_the_start() {
        var early = anId();
        var late = anId();
        var day = LocalDate.now(ZoneId.of("Pacific/Kiritimati"));
        provision(early, "Pacific/Kiritimati", "NPR");
        provision(late, "Etc/GMT+12", "BTN");

        var first = worksIn(early).create(new Patient());
        var second = worksIn(early).create(new Patient());
        var firstElsewhere = worksIn(late).create(new Patient());

        assertThat(number(first)).isEqualTo(number(firstElsewhere)).isNotEqualTo(number(second));
        assertThat(currency(early, day)).isEqualTo("NPR");
        assertThat(currency(late, day)).isEqualTo("BTN");
        // At any moment it is a day earlier in the other clinic, or two.
        assertThat(createdOn(early, first, day) + createdOn(early, first, day.plusDays(1)))
                .isEqualTo(1);
        assertThat(createdOn(late, firstElsewhere, day) + createdOn(late, firstElsewhere, day.plusDays(1)))
                .isZero();
        assertThat(worksIn(late)
                        .get("/Patient/" + first.getIdElement().getIdPart())
                        .status())
                .isEqualTo(404);
    }

    private FhirClient worksIn(String tenant) {
        return hospital.withClaims(
                "/fhir/" + tenant, Map.of("sub", "demo-portal", "scope", "system/*.cruds", "tenants", List.of(tenant)));
    }

    private static String number(Patient patient) {
        return patient.getIdentifier().stream()
                .filter(identifier -> Systems.MRN.equals(identifier.getSystem()))
                .findAny()
                .orElseThrow()
                .getValue();
    }

    private String currency(String tenant, LocalDate day) {
        return worksIn(tenant)
                .get("/Measure/daily-collection/$evaluate-measure?periodStart=%s&periodEnd=%s".formatted(day, day))
                .resource(MeasureReport.class)
                .getGroupFirstRep()
                .getCode()
                .getText();
    }

    private int createdOn(String tenant, Patient patient, LocalDate day) {
        return worksIn(tenant)
                .search("AuditEvent?subtype=create&entity=Patient/"
                        + patient.getIdElement().getIdPart() + "&date=" + day)
                .getEntry()
                .size();
    }

    @Test
    void of_many_who_open_the_same_tenant_one_does() throws InterruptedException {
        var id = anId();

        var answers = AtOnce.all(CROWD, number -> () -> provision(id, "UTC", "INR"));

        assertThat(answers.stream().map(answer -> answer.result().get(0).status()))
                .containsOnlyOnce(200)
                .containsOnly(200, 409);
    }

    @Test
    void tenants_that_are_opened_at_once_have_a_partition_each() throws InterruptedException {
        var ids = IntStream.range(0, CROWD).mapToObj(number -> anId()).toList();

        var answers = AtOnce.all(CROWD, number -> () -> provision(ids.get(number), "UTC", "INR"));

        assertThat(answers).allMatch(answer -> answer.result().get(0).status() == 200);
        assertThat(hospital.part(Tenants.class).all().stream()
                        .filter(tenant -> ids.contains(tenant.id().value()))
                        .map(Tenant::partition)
                        .distinct())
                .hasSize(CROWD);
    }

    @Test
    void what_is_no_tenant_is_refused() {
        for (var id : List.of("X", "Upper", "metadata", "a", "no/slash")) {
            assertThat(provision(id, "UTC", "INR").status()).as(id).isEqualTo(400);
        }
        assertThat(provision(anId(), "Mars/Olympus", "INR").status()).isEqualTo(400);
        assertThat(provision(anId(), "UTC", "GOLD").status()).isEqualTo(400);
        assertThat(decide("suspend", anId(), "It does not exist").status()).isEqualTo(404);
        assertThat(decide("suspend", "default", "Never").status()).isEqualTo(422);
        assertThat(decide("suspend", "newcomer", " ").status()).isEqualTo(400);
    }

    @Test
    void only_the_operator_of_the_server_decides_about_tenants() {
        var guest = hospital.asClinicB();

        assertThat(guest.post("/$suspend-tenant", reason("default", "Because")).status())
                .isEqualTo(403);
        assertThat(hospital.asFeedReader()
                        .post("/$suspend-tenant", reason("clinic-b", "Because"))
                        .status())
                .isEqualTo(403);
    }

    private static String anId() {
        return "t" + UUID.randomUUID().toString().substring(0, 13);
    }

    private Answer provision(String id, String zone, String currency) {
        var asked = new Parameters();
        asked.addParameter("id", new CodeType(id));
        asked.addParameter("name", new StringType("Clinic " + id));
        asked.addParameter("timeZone", new CodeType(zone));
        asked.addParameter("currency", new CodeType(currency));
        return operator.post(
                "/$provision-tenant",
                asked,
                "Idempotency-Key",
                UUID.randomUUID().toString());
    }

    private Answer decide(String verb, String id, String reason) {
        return operator.post("/$" + verb + "-tenant", reason(id, reason));
    }

    private static Parameters reason(String id, String reason) {
        var asked = new Parameters();
        asked.addParameter("id", new CodeType(id));
        asked.addParameter("reason", new StringType(reason));
        return asked;
    }
}
