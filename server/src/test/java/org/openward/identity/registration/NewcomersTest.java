package org.openward.identity.registration;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.TenantId;
import org.openward.testing.AtOnce;
import org.openward.testing.Postgres;

class NewcomersTest {
    private static final int AT_ONCE = 16;
    private static final int MOST = 5;

    private final String asker = "vendor-" + UUID.randomUUID();

    private static NewClient anApp() {
        return new NewClient(
                UUID.randomUUID().toString(),
                "Growth charts",
                "default",
                "none",
                new TreeSet<>(List.of("authorization_code")),
                new TreeSet<>(List.of("patient/*.rs")),
                new TreeSet<>(List.of("https://app.example/done")),
                new TreeSet<>(),
                null,
                null,
                null,
                List.of());
    }

    private Newcomers newcomers(Clock clock) {
        return new Newcomers(Postgres.jdbc(), clock, Duration.ofDays(3));
    }

    private boolean keep(NewClient app, Clock clock) {
        var caller = new Caller(TenantId.DEFAULT, Caller.Kind.PERSON, asker, "r-1", "127.0.0.1");
        return Acting.as(
                caller,
                () -> Boolean.TRUE.equals(Postgres.inTransaction()
                        .execute(status -> newcomers(clock).keep(app, null, MOST))));
    }

    private boolean take(NewClient app) {
        return Boolean.TRUE.equals(Postgres.inTransaction()
                .execute(status -> newcomers(Clock.systemUTC()).take(app).isPresent()));
    }

    @Test
    void of_sixteen_apps_of_one_asker_as_many_wait_as_may() throws InterruptedException {
        var answers = AtOnce.all(AT_ONCE, number -> () -> keep(anApp(), Clock.systemUTC()));

        assertThat(answers.stream().flatMap(answer -> answer.result().stream()).filter(kept -> kept))
                .hasSize(MOST);
        assertThat(Postgres.jdbc()
                        .sql("select count(*) from identity.client_registration where asked_by = ?")
                        .param(asker)
                        .query(Integer.class)
                        .single())
                .isEqualTo(MOST);
    }

    @Test
    void an_app_is_taken_once_and_makes_room_for_another() throws InterruptedException {
        var app = anApp();
        keep(app, Clock.systemUTC());

        var answers = AtOnce.all(AT_ONCE, number -> () -> take(app));

        assertThat(answers.stream().flatMap(answer -> answer.result().stream()).filter(taken -> taken))
                .hasSize(1);
    }

    @Test
    void an_app_that_nobody_decided_about_in_time_is_forgotten() {
        var longAgo = Clock.fixed(Instant.now().minus(Duration.ofDays(4)), ZoneOffset.UTC);
        var app = anApp();
        keep(app, longAgo);

        keep(anApp(), Clock.systemUTC());

        assertThat(take(app)).isFalse();
    }
}
