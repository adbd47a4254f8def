package org.openward.fhir.sealing;

import io.micrometer.core.instrument.MeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import javax.sql.DataSource;
import org.openward.database.DatabaseForTests;
import org.openward.testing.Postgres;
import org.springframework.beans.factory.support.StaticListableBeanFactory;
import org.springframework.core.io.ClassPathResource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;

/** Sealing as most hospitals have it: of nothing; and as others have it, each with a database of its own for what servers tell each other. */
public final class SealingForTests {
    private SealingForTests() {}

    public static Sealing off() {
        return with(new KeyRing(
                new SealingSettings(Set.of(), null, Duration.ZERO), Path.of("target"), Postgres.application()));
    }

    /** Of that system, as a server does it that has just made its first key in that folder. */
    public static Sealing of(String system, Path folder) {
        return with(new KeyRing(new SealingSettings(Set.of(system), null, Duration.ZERO), folder, aDatabase()));
    }

    static Sealing with(KeyRing ring) {
        return new Sealing(
                new SealedTexts(ring, new StaticListableBeanFactory().getBeanProvider(MeterRegistry.class)),
                new SearchTokens(ring));
    }

    /** A database in which no server has sealed anything, and nothing is stored. */
    static DataSource aDatabase() {
        var database = DatabaseForTests.shared().apart().owner();
        var jdbc = JdbcClient.create(database);
        jdbc.sql("create schema openward").update();
        jdbc.sql("create table openward.tenant (id text primary key)").update();
        jdbc.sql("create table openward.consent_directive (content text)").update();
        jdbc.sql("create table hfj_resource (res_id bigint)").update();
        new ResourceDatabasePopulator(new ClassPathResource("db/migration/privacy/V163__privacy_field_sealing.sql"))
                .execute(database);
        return database;
    }
}
