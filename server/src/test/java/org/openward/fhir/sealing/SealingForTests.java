package org.openward.fhir.sealing;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.Base64;
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
    private static final String FILE = "field-encryption.keys";

    private SealingForTests() {}

    public static Sealing off() {
        return with(new KeyRing(
                new SealingSettings(Set.of(), null, Duration.ZERO), Path.of("target"), Postgres.application()));
    }

    /** Of that system, as a server does it that has just made its first key in that folder. */
    public static Sealing of(String system, Path folder) {
        return with(ring(aDatabase(), folder, system));
    }

    /** What a server with the keys of that folder begins with. */
    public static KeyRing ring(DataSource database, Path folder, String... systems) {
        return new KeyRing(new SealingSettings(Set.of(systems), null, Duration.ZERO), folder, database);
    }

    public static Sealing with(KeyRing ring) {
        return new Sealing(
                new SealedTexts(ring, new StaticListableBeanFactory().getBeanProvider(MeterRegistry.class)),
                new SearchTokens(ring));
    }

    /** Another last line of the file; its key takes over when a server begins. */
    public static void addKey(Path folder, String name) throws IOException {
        var secret = new byte[FieldKey.BYTES];
        new SecureRandom().nextBytes(secret);
        Files.writeString(
                folder.resolve(FILE),
                name + " " + Base64.getEncoder().encodeToString(secret) + "\n",
                StandardOpenOption.APPEND);
    }

    /** Takes the lines of other keys out of the file. */
    public static void keepOnly(Path folder, String name) throws IOException {
        var file = folder.resolve(FILE);
        Files.write(
                file,
                Files.readAllLines(file).stream()
                        .filter(line -> line.startsWith(name + " "))
                        .toList());
    }

    /** Takes the file away. */
    public static void loseKeys(Path folder) throws IOException {
        Files.delete(folder.resolve(FILE));
    }

    /** A database in which no server has sealed anything, and nothing is stored; it is the same each time, emptied. */
    public static DataSource aDatabase() {
        var jdbc = JdbcClient.create(Apart.DATABASE);
        jdbc.sql("drop schema if exists openward cascade").update();
        jdbc.sql("drop table if exists hfj_resource").update();
        jdbc.sql("create schema openward").update();
        jdbc.sql("create table openward.tenant (id text primary key)").update();
        jdbc.sql("create table openward.consent_directive (content text)").update();
        jdbc.sql("create table hfj_resource (res_id bigint)").update();
        new ResourceDatabasePopulator(
                        new ClassPathResource("db/migration/privacy/V163__privacy_field_sealing.sql"),
                        new ClassPathResource("db/migration/privacy/V169__privacy_needed_keys.sql"))
                .execute(Apart.DATABASE);
        return Apart.DATABASE;
    }

    /** Made by the first test that asks for it. */
    private static final class Apart {
        private static final DataSource DATABASE =
                DatabaseForTests.shared().apart().owner();
    }
}
