package org.openward.fhir.resealing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ca.uhn.fhir.jpa.model.config.PartitionSettings;
import ca.uhn.fhir.jpa.model.entity.ResourceIndexedSearchParamToken;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openward.database.DatabaseForTests;
import org.openward.fhir.paths.IdentifierAddress;
import org.openward.fhir.sealing.KeyRing;
import org.openward.fhir.sealing.Regime;
import org.openward.fhir.sealing.SearchTokens;
import org.openward.tenancy.TenantId;
import org.openward.tenancy.Tenants;
import org.openward.testing.AtOnce;
import org.openward.testing.FhirClient;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;
import org.openward.testing.Leftovers;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/** Another key takes over while the hospital works, and what was stored in clear is encrypted where it is. */
@HospitalTest
class ResealingIT {
    private static final String NATIONAL = "https://id.example/national";
    private static final int WRITERS = 16;
    private static final int CHANGES = 4;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private Hospital hospital;
    private FhirClient demo;
    private String number;

    @BeforeEach
    void numbers_that_nobody_else_has(Hospital hospital) {
        this.hospital = hospital;
        this.demo = hospital.asDemo();
        this.number = "Re" + UUID.randomUUID().toString().replace("-", "").substring(0, 16);
    }

    private static Patient with(String number) {
        var patient = new Patient();
        patient.addName().setFamily("Resealed");
        patient.addIdentifier().setSystem(NATIONAL).setValue(number);
        return patient;
    }

    private JdbcClient owner() {
        return JdbcClient.create(DatabaseForTests.ownerOf(hospital.part(BeanFactory.class)));
    }

    private static String name(Patient patient) {
        return "Patient/" + patient.getIdElement().getIdPart();
    }

    private List<String> found(String number) {
        return demo
                .search("Patient?identifier=" + URLEncoder.encode(NATIONAL + "|" + number, UTF_8))
                .getEntry()
                .stream()
                .map(entry -> entry.getResource().getIdElement().getIdPart())
                .toList();
    }

    /** A new last line of the key file; the name of the key. */
    private String anotherKeyIsAdded() {
        var secret = new byte[32];
        new SecureRandom().nextBytes(secret);
        var key = "k" + UUID.randomUUID().toString().substring(0, 8);
        var folder = hospital.part(Environment.class).getRequiredProperty("openward.data-dir");
        try {
            Files.writeString(
                    Path.of(folder, "field-encryption.keys"),
                    key + " " + Base64.getEncoder().encodeToString(secret) + "\n",
                    StandardOpenOption.APPEND);
        } catch (IOException unwritable) {
            throw new AssertionError(unwritable);
        }
        return key;
    }

    private void isBroughtUpToDate() {
        var ring = hospital.part(KeyRing.class);
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(200)).until(() -> {
            hospital.part(Resealing.class).goOn();
            return ring.unfinished().isEmpty();
        });
    }

    private int textsOfOtherKeysThan(String key) {
        return owner().sql(
                        """
                        select count(*) from hfj_res_ver
                        where res_text_vc ~ 'openward-sealed:' and res_text_vc ~ ('openward-sealed:(?!' || :key || ':)')
                        """)
                .param("key", key)
                .query(Integer.class)
                .single();
    }

    private int versions(Patient patient) {
        return owner().sql(
                        """
                        select count(*) from hfj_res_ver v join hfj_resource r using (res_id)
                        where r.res_type = 'Patient' and r.fhir_id = :id
                        """)
                .param("id", patient.getIdElement().getIdPart())
                .query(Integer.class)
                .single();
    }

    @Test
    void while_another_key_takes_over_sixteen_writers_lose_nothing() throws Exception {
        var patients = new ArrayList<Patient>();
        for (var each = 0; each < WRITERS; each++) {
            patients.add(demo.create(with(number + "n" + each + "e")));
        }
        var key = anotherKeyIsAdded();

        hospital.part(KeyRing.class).renew();
        var written = AtOnce.all(WRITERS + 1, each -> () -> {
            if (each == WRITERS) {
                isBroughtUpToDate();
                return 0;
            }
            return changes(patients.get(each), each);
        });
        isBroughtUpToDate();

        assertThat(written).allMatch(AtOnce.Outcome::succeeded);
        assertThat(textsOfOtherKeysThan(key)).isZero();
        for (var each = 0; each < WRITERS; each++) {
            var patient = patients.get(each);
            assertThat(found(number + "n" + each + "e"))
                    .containsExactly(patient.getIdElement().getIdPart());
            assertThat(found(number + "n" + each + "new")).hasSize(CHANGES);
            assertThat(versions(patient))
                    .isEqualTo(1 + written.get(each).result().get(0));
            assertThat(demo.get("/" + name(patient) + "/_history/1").body()).contains(number + "n" + each + "e");
        }
        assertThat(Leftovers.of(hospital, "default").tablesWith(number)).isEmpty();
    }

    /** A writer changes a patient some times and registers others; how many changes were stored. */
    private int changes(Patient patient, int writer) {
        var stored = 0;
        for (var change = 0; change < CHANGES; change++) {
            patient.getNameFirstRep().setText("Change " + change);
            var answer = demo.put("/" + name(patient), patient);
            assertThat(answer.status()).as(answer.toString()).isEqualTo(200);
            stored++;
            assertThat(found(number + "n" + writer + "e")).hasSize(1);
            demo.create(with(number + "n" + writer + "new"));
        }
        return stored;
    }

    @Test
    void what_was_stored_in_clear_is_encrypted_in_all_versions_and_stays_the_same_record() {
        var patient = demo.create(with(number));
        patient.getNameFirstRep().setText("Second");
        var newest = demo.put("/" + name(patient), patient).resource(Patient.class);
        var observation = new Observation().setStatus(ObservationStatus.FINAL).setSubject(new Reference());
        observation.getSubject().getIdentifier().setSystem(NATIONAL).setValue(number);
        observation.getCode().setText("Weight");
        var result = demo.create(observation).getIdElement().getIdPart();
        asBeforeTheSystemWasNamed(patient.getIdElement().getIdPart());
        asBeforeTheSystemWasNamed(result);
        assertThat(Leftovers.of(hospital, "default").tablesWith(number)).contains("hfj_res_ver", "hfj_spidx_token");

        anotherKeyIsAdded();
        hospital.part(KeyRing.class).renew();
        assertThat(found(number)).containsExactly(patient.getIdElement().getIdPart());
        isBroughtUpToDate();

        assertThat(Leftovers.of(hospital, "default").tablesWith(number)).isEmpty();
        assertThat(found(number)).containsExactly(patient.getIdElement().getIdPart());
        assertThat(demo.search("Patient?identifier=" + number).getEntry()).hasSize(1);
        assertThat(demo.search("Observation?subject:identifier=" + number).getEntry())
                .hasSize(1);
        var read = demo.read(Patient.class, patient.getIdElement().getIdPart());
        assertThat(read.getMeta().getVersionId()).isEqualTo("2");
        assertThat(read.getMeta().getLastUpdated()).isEqualTo(newest.getMeta().getLastUpdated());
        assertThat(read.getIdentifier()).extracting(Identifier::getValue).contains(number);
        var same = demo.put("/" + name(patient), read).resource(Patient.class);
        assertThat(same.getMeta().getVersionId()).isEqualTo("2");
    }

    @Test
    void an_old_version_that_was_damaged_keeps_nothing_else_from_being_encrypted_anew() {
        var patient = demo.create(with(number));
        patient.getNameFirstRep().setText("Second");
        demo.put("/" + name(patient), patient);
        firstVersionBecomes(
                patient, "regexp_replace(res_text_vc, 'openward-sealed:[^\"]*', 'openward-sealed:damaged')");
        var key = anotherKeyIsAdded();

        hospital.part(KeyRing.class).renew();
        isBroughtUpToDate();

        assertThat(found(number)).containsExactly(patient.getIdElement().getIdPart());
        assertThat(demo.get("/" + name(patient)).body()).contains(number);
        assertThat(owner().sql(
                                """
                                select res_text_vc from hfj_res_ver v join hfj_resource r using (res_id)
                                where r.fhir_id = :id and v.res_ver = 2
                                """)
                        .param("id", patient.getIdElement().getIdPart())
                        .query(String.class)
                        .single())
                .contains("openward-sealed:" + key + ":");
        assertThat(owner().sql("select count(*) from openward.field_key where id <> :key and retired_at is null")
                        .param("key", key)
                        .query(Integer.class)
                        .single())
                .as("one of them may be needed")
                .isPositive();
        firstVersionBecomes(patient, "'{\"resourceType\":\"Patient\"}'");
    }

    private void firstVersionBecomes(Patient patient, String text) {
        owner().sql("update hfj_res_ver set res_text_vc = " + text
                        + " where res_ver = 1 and res_id in (select res_id from hfj_resource where fhir_id = :id)")
                .param("id", patient.getIdElement().getIdPart())
                .update();
    }

    @Test
    void the_records_of_a_tenant_that_was_begun_are_not_gone_through_for_the_last_one_again() {
        anotherKeyIsAdded();
        hospital.part(KeyRing.class).renew();
        isBroughtUpToDate();
        var newest = owner().sql("select max(sealing) from openward.field_sealing_progress where tenant = 'default'")
                .query(Long.class)
                .single();
        var asked = new ArrayList<String>();
        var pass = new TenantPass(
                listening(asked),
                hospital.part(TransactionOperations.class),
                hospital.part(RecordPass.class),
                List.of(),
                new SimpleMeterRegistry());

        var done = pass.goOn(
                new Regime(newest, "any", Set.of(NATIONAL), true, false),
                hospital.part(Tenants.class).named(TenantId.DEFAULT),
                () -> true);

        assertThat(done).isTrue();
        assertThat(asked).isNotEmpty().noneMatch(statement -> statement.contains("hfj_resource"));
    }

    private JdbcClient listening(List<String> asked) {
        var jdbc = hospital.part(JdbcClient.class);
        return (JdbcClient) Proxy.newProxyInstance(
                JdbcClient.class.getClassLoader(), new Class<?>[] {JdbcClient.class}, (proxy, method, arguments) -> {
                    asked.add(String.valueOf(arguments[0]));
                    return method.invoke(jdbc, arguments);
                });
    }

    /** Puts the clear text and the clear index rows where the sealed ones are. */
    private void asBeforeTheSystemWasNamed(String id) {
        owner().sql(
                        """
                        update hfj_res_ver set res_text_vc = regexp_replace(res_text_vc, 'openward-sealed:[^"]*', :number)
                        where res_id in (select res_id from hfj_resource where fhir_id = :id)
                        """)
                .param("number", number)
                .param("id", id)
                .update();
        var row = new ResourceIndexedSearchParamToken(
                hospital.part(PartitionSettings.class), "Patient", "identifier", NATIONAL, number);
        owner().sql(
                        """
                        update hfj_spidx_token set sp_value = :number, hash_value = :alone, hash_sys_and_value = :both
                        where sp_name = 'identifier' and sp_system = :system
                            and res_id in (select res_id from hfj_resource where fhir_id = :id)
                        """)
                .param("number", number)
                .param("alone", row.getHashValue())
                .param("both", row.getHashSystemAndValue())
                .param("system", NATIONAL)
                .param("id", id)
                .update();
        var token = hospital.part(SearchTokens.class).written(0, NATIONAL, number);
        for (var system : Arrays.asList(NATIONAL, null)) {
            owner().sql("update hfj_res_link set target_resource_url = :clear where target_resource_url = :sealed")
                    .param("clear", IdentifierAddress.of(system, number))
                    .param("sealed", IdentifierAddress.of(system, token))
                    .update();
        }
    }
}
