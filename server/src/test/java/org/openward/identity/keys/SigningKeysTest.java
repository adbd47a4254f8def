package org.openward.identity.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.openward.identity.keys.SigningKeys.Former;
import org.openward.testing.AtOnce;
import org.openward.testing.Postgres;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;
import org.springframework.transaction.support.TransactionTemplate;

/** Two servers on one database, whose tokens go on while keys follow each other. */
class SigningKeysTest {
    private static final int AT_ONCE = 16;

    private final Watch watch = new Watch();

    private SigningKeys here;
    private SigningKeys there;

    /** A clock that is set by hand. */
    private static final class Watch extends Clock {
        private volatile Instant now = Instant.parse("2026-11-22T08:00:00Z");

        void forward(Duration time) {
            now = now.plus(time);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return InstantSource.system().withZone(zone);
        }
    }

    @BeforeEach
    void two_servers_with_a_database_of_their_own() throws IOException {
        var database = aTableOfKeys();
        here = new SigningKeys(
                JdbcClient.create(database),
                new TransactionTemplate(new DataSourceTransactionManager(database)),
                watch);
        there = new SigningKeys(
                JdbcClient.create(database),
                new TransactionTemplate(new DataSourceTransactionManager(database)),
                watch);
    }

    /** As the migrations make it; other tests go on with the keys that they have. */
    private static DataSource aTableOfKeys() throws IOException {
        var database = Postgres.ownerOfAnEmptyDatabase();
        var sql = JdbcClient.create(database);
        var migrations = Path.of("src", "main", "resources", "db", "migration", "security");
        var table = Pattern.compile("create table identity\\.signing_key \\(.*?\\);", Pattern.DOTALL)
                .matcher(Files.readString(migrations.resolve("V020__security_identity.sql")));
        assertThat(table.find()).isTrue();
        sql.sql("create schema identity").update();
        sql.sql(table.group()).update();
        for (var statement : Files.readString(migrations.resolve("V032__security_signing_keys.sql"))
                .split(";", -1)) {
            if (!statement.isBlank() && !statement.contains("grant ")) {
                sql.sql(statement).update();
            }
        }
        return database;
    }

    private static String token(SigningKeys server) {
        var claims = JwtClaimsSet.builder().subject("nurse").build();
        return new NimbusJwtEncoder(server.signing())
                .encode(JwtEncoderParameters.from(claims))
                .getTokenValue();
    }

    private static String subject(SigningKeys server, String token) {
        var processor = new DefaultJWTProcessor<SecurityContext>();
        processor.setJWSKeySelector(new JWSVerificationKeySelector<>(JWSAlgorithm.RS256, server));
        processor.setJWTClaimsSetVerifier((claims, context) -> {});
        return new NimbusJwtDecoder(processor).decode(token).getSubject();
    }

    @Test
    void servers_on_one_database_have_one_key() {
        assertThat(subject(there, token(here))).isEqualTo("nurse");
        assertThat(subject(here, token(there))).isEqualTo("nurse");
    }

    @Test
    void a_token_of_the_former_key_is_good_until_it_ends_and_one_of_the_new_key_at_once() {
        var before = token(here);
        watch.forward(Duration.ofMinutes(1));

        here.rotate(Former.RUN_OUT);
        var after = token(here);
        var late = token(there);

        assertThat(subject(there, after)).as("by a server that was not told").isEqualTo("nurse");
        for (var server : new SigningKeys[] {here, there}) {
            assertThat(subject(server, before)).isEqualTo("nurse");
            assertThat(subject(server, late)).isEqualTo("nurse");
        }
        watch.forward(SigningKeys.OVERLAP);
        assertThat(subject(here, after)).isEqualTo("nurse");
        assertThatThrownBy(() -> subject(here, before)).isInstanceOf(BadJwtException.class);
        assertThatThrownBy(() -> subject(there, before)).isInstanceOf(BadJwtException.class);
    }

    @Test
    void a_server_that_looks_again_signs_with_the_new_key() {
        here.rotate(Former.RUN_OUT);

        there.learn();

        assertThat(header(token(there))).isEqualTo(header(token(here)));
    }

    private static String header(String token) {
        return token.substring(0, token.indexOf('.'));
    }

    @Test
    void a_key_that_somebody_else_has_ends_at_once() {
        var stolen = token(here);
        watch.forward(Duration.ofMinutes(1));

        here.rotate(Former.END_NOW);
        there.learn();

        assertThatThrownBy(() -> subject(here, stolen)).isInstanceOf(BadJwtException.class);
        assertThatThrownBy(() -> subject(there, stolen)).isInstanceOf(BadJwtException.class);
        assertThat(subject(there, token(here))).isEqualTo("nurse");
    }

    @Test
    void two_servers_that_find_the_key_too_old_replace_it_once() {
        var first = header(token(here));
        watch.forward(Duration.ofDays(91));
        var oldest = watch.instant().minus(Duration.ofDays(90));

        var one = here.rotate(Former.RUN_OUT, oldest);
        var two = there.rotate(Former.RUN_OUT, oldest);

        assertThat(two.keyId()).isEqualTo(one.keyId());
        assertThat(header(token(here))).isNotEqualTo(first);
    }

    @Test
    void of_sixteen_rotations_at_once_one_key_is_left_to_sign() throws InterruptedException {
        var transaction = Postgres.inTransaction();
        var server = new SigningKeys(Postgres.jdbc(), transaction, Clock.systemUTC());
        var before = token(server);

        var answers = AtOnce.all(AT_ONCE, number -> () -> server.rotate(Former.RUN_OUT));

        assertThat(answers).allMatch(answer -> answer.failure().isEmpty());
        assertThat(Postgres.jdbc()
                        .sql("select count(*) from identity.signing_key where counts_until is null")
                        .query(Integer.class)
                        .single())
                .isEqualTo(1);
        assertThat(subject(server, before)).isEqualTo("nurse");
        assertThat(subject(server, token(server))).isEqualTo("nurse");
    }
}
