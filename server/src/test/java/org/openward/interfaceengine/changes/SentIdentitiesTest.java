package org.openward.interfaceengine.changes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.openward.fhir.sealing.KeyRing;
import org.openward.fhir.sealing.SealingForTests;
import org.openward.tenancy.Acting;
import org.openward.tenancy.TenantId;
import org.openward.tenancy.TenantsForTests;
import org.openward.testing.Postgres;
import org.openward.testing.Tenancy;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What a hospital system told of under a number that is encrypted in the database. */
class SentIdentitiesTest {
    private static final String SYSTEM = "urn:oid:1.2.3";
    private static final SentKey ASHA = new SentKey("Patient", SYSTEM, "987654321098");

    private final DataSource database = SealingForTests.aDatabase();
    private final TenantId clinic = Tenancy.aClinic();
    private final JdbcClient jdbc = Postgres.jdbc();
    private final Path folder;

    SentIdentitiesTest(@TempDir Path folder) {
        this.folder = folder;
    }

    private KeyRing server(String... systems) {
        return SealingForTests.ring(database, folder, systems);
    }

    private <T> T with(KeyRing ring, Function<SentIdentities, T> work) {
        var identities = new SentIdentities(jdbc, SealingForTests.with(ring), TenantsForTests.register());
        return Acting.as(
                Tenancy.aClerkOf(clinic), () -> Postgres.inTransaction().execute(status -> work.apply(identities)));
    }

    private void ashaIsTold(KeyRing ring) {
        with(ring, identities -> {
            identities.enter(ASHA, "7");
            return true;
        });
    }

    private Map<SentKey, String> known(KeyRing ring) {
        return with(ring, identities -> identities.find(Set.of(ASHA)));
    }

    /** How many were left behind. */
    private int broughtUpToDate(KeyRing ring) {
        var left = with(ring, SentIdentities::sealAgain);
        ring.finish(ring.unfinished().orElseThrow());
        return left;
    }

    private String row(KeyRing ring) {
        return with(ring, identities -> jdbc.sql("select told::text from openward.sent_identity told")
                .query(String.class)
                .single());
    }

    @Test
    void a_number_stays_known_when_its_key_is_gone_and_when_nothing_is_encrypted_any_more() throws IOException {
        var first = server(SYSTEM);
        ashaIsTold(first);
        assertThat(row(first)).doesNotContain(ASHA.value());

        SealingForTests.addKey(folder, "next");
        assertThat(broughtUpToDate(server(SYSTEM))).isZero();
        SealingForTests.keepOnly(folder, "next");
        assertThat(known(server(SYSTEM))).containsExactly(Map.entry(ASHA, "7"));
        assertThat(row(server(SYSTEM))).doesNotContain(ASHA.value());

        assertThat(broughtUpToDate(server())).isZero();
        SealingForTests.loseKeys(folder);
        assertThat(known(server())).containsExactly(Map.entry(ASHA, "7"));
    }

    @Test
    void a_number_that_was_told_before_its_system_was_named_is_encrypted() {
        ashaIsTold(server());
        var ring = server(SYSTEM);

        assertThat(with(ring, SentIdentities::sealAgain)).isZero();

        assertThat(row(ring)).doesNotContain(ASHA.value());
        assertThat(known(ring)).containsExactly(Map.entry(ASHA, "7"));
    }

    @Test
    void a_token_without_its_number_is_left_behind_and_known_as_long_as_there_is_its_key() throws IOException {
        var first = server(SYSTEM);
        ashaIsTold(first);
        with(first, identities -> jdbc.sql("update openward.sent_identity set sealed = null")
                .update());
        SealingForTests.addKey(folder, "next");

        assertThat(broughtUpToDate(server(SYSTEM))).isEqualTo(1);

        assertThat(known(server(SYSTEM))).containsExactly(Map.entry(ASHA, "7"));
    }
}
