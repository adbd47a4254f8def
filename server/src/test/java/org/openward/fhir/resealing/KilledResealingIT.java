package org.openward.fhir.resealing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URLEncoder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.UUID;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.Patient;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openward.database.DatabaseForTests;
import org.openward.database.DatabaseForTests.Apart;
import org.openward.testing.FullRun;
import org.openward.testing.Leftovers;
import org.openward.testing.OwnServer;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A hospital that names a system when it has patients already, whose server is killed meanwhile, that loses its keys and thinks better of it. */
@FullRun
class KilledResealingIT {
    private static final String SYSTEM = "https://id.example/late";
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final int BUNDLES = 20;
    private static final int PATIENTS = 100;

    private final Apart database = DatabaseForTests.shared().apart();
    private final String number =
            "La" + UUID.randomUUID().toString().replace("-", "").substring(0, 16);

    private final Path folder;

    KilledResealingIT(@TempDir Path folder) {
        this.folder = folder;
    }

    private OwnServer server(String systems, String keys) throws Exception {
        var options = Stream.concat(
                database.options().stream(),
                Stream.of(
                        "--openward.mllp.port=0",
                        "--openward.field-encryption.systems=" + systems,
                        "--openward.field-encryption.settling=200ms",
                        "--openward.field-encryption.key-file=" + folder.resolve(keys)));
        return new OwnServer(options.toArray(String[]::new));
    }

    private JdbcClient owner() {
        return JdbcClient.create(database.owner());
    }

    private Bundle patients(int bundle) {
        var transaction = new Bundle().setType(BundleType.TRANSACTION);
        for (var each = 0; each < PATIENTS; each++) {
            var patient = new Patient();
            patient.addIdentifier().setSystem(SYSTEM).setValue(number + "-" + bundle + "-" + each);
            transaction
                    .addEntry()
                    .setResource(patient)
                    .getRequest()
                    .setMethod(HTTPVerb.POST)
                    .setUrl("Patient");
        }
        return transaction;
    }

    private void isFinished() {
        await().atMost(PATIENCE).until(() -> owner().sql(
                        "select not exists (select from openward.field_sealing where finished_at is null)")
                .query(Boolean.class)
                .single());
    }

    private boolean isFound(OwnServer server, String each) {
        return server.asDemo()
                        .search("Patient?identifier=" + URLEncoder.encode(SYSTEM + "|" + each, UTF_8))
                        .getEntry()
                        .size()
                == 1;
    }

    @Test
    void a_system_that_is_named_later_is_encrypted_whatever_happens_and_can_be_left_out_again() throws Exception {
        var before = server("", "keys");
        var process = before.start();
        for (var bundle = 0; bundle < BUNDLES; bundle++) {
            assertThat(before.asDemo().transact(patients(bundle)).status()).isEqualTo(200);
        }
        OwnServer.stop(process);
        assertThat(folder.resolve("keys")).doesNotExist();
        assertThat(new Leftovers(database.owner(), "default").tablesWith(number))
                .contains("hfj_res_ver");

        var after = server(SYSTEM, "keys");
        process = after.start();
        await().atMost(PATIENCE).pollInterval(Duration.ofMillis(20)).until(() -> owner().sql(
                        "select coalesce(sum(changed), 0) > 0 from openward.field_sealing_progress")
                .query(Boolean.class)
                .single());
        OwnServer.kill(process);
        process = after.start();
        assertThat(isFound(after, number + "-0-0")).isTrue();
        assertThat(isFound(after, number + "-" + (BUNDLES - 1) + "-" + (PATIENTS - 1)))
                .isTrue();
        isFinished();
        assertThat(isFound(after, number + "-7-7")).isTrue();
        assertThat(new Leftovers(database.owner(), "default").tablesWith(number))
                .isEmpty();
        OwnServer.stop(process);

        Files.writeString(folder.resolve("wrong"), "k1 " + Base64.getEncoder().encodeToString(new byte[32]) + "\n");
        assertThat(server(SYSTEM, "wrong").refusesToStart())
                .contains("is not the one that the database was encrypted with");
        assertThat(server(SYSTEM, "missing").refusesToStart()).contains("cannot be read from");
        assertThat(server("", "missing").refusesToStart()).contains("cannot be read from");

        var without = server("", "keys");
        process = without.start();
        assertThat(isFound(without, number + "-7-7")).isTrue();
        isFinished();
        assertThat(isFound(without, number + "-7-7")).isTrue();
        assertThat(owner().sql("select count(*) from hfj_res_ver where res_text_vc like '%openward-sealed%'")
                        .query(Integer.class)
                        .single())
                .isZero();
        OwnServer.stop(process);

        Files.delete(folder.resolve("keys"));
        process = without.start();
        assertThat(isFound(without, number + "-7-7")).isTrue();
        OwnServer.stop(process);
        process = after.start();
        isFinished();
        assertThat(isFound(after, number + "-7-7")).isTrue();
        OwnServer.stop(process);
    }
}
