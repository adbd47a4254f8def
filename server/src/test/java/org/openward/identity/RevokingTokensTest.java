package org.openward.identity;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.openward.identity.sessions.ExpiredGrants;
import org.openward.testing.Postgres;
import org.springframework.jdbc.core.simple.JdbcClient;

class RevokingTokensTest {
    private final Gate gate = new Gate();

    private Gate.Reply introspect(String token, String... headers) {
        return gate.post("/oauth2/introspect", Map.of("token", token), headers);
    }

    @Test
    void a_client_learns_whether_a_token_counts_and_what_it_says() {
        var demo = Gate.basic("demo", "demo-secret");
        var token = gate.token("demo", "demo-secret", "system/Patient.rs").text("access_token");

        var before = introspect(token, "Authorization", demo);
        var revoked = gate.post("/oauth2/revoke", Map.of("token", token), "Authorization", demo);
        var after = introspect(token, "Authorization", demo);

        assertThat(before.json().path("active").asBoolean()).as(before.body()).isTrue();
        assertThat(before.text("client_id")).isEqualTo("demo");
        assertThat(before.text("scope")).isEqualTo("system/Patient.rs");
        assertThat(revoked.status()).isEqualTo(200);
        assertThat(after.body()).isEqualTo("{\"active\":false}");
    }

    @Test
    void nobody_else_learns_anything() {
        var token = gate.token("demo", "demo-secret", "system/Patient.rs").text("access_token");
        var laboratory = Gate.basic("laboratory", "laboratory-secret");

        assertThat(introspect(token).status()).isEqualTo(401);
        assertThat(introspect(token, "Authorization", Gate.basic("demo", "guess"))
                        .status())
                .isEqualTo(401);
        assertThat(gate.post("/oauth2/revoke", Map.of("token", token), "Authorization", laboratory)
                        .status())
                .isIn(400, 401);
        assertThat(introspect("made-up", "Authorization", laboratory).body()).isEqualTo("{\"active\":false}");
    }

    @Test
    void what_expired_a_day_ago_is_forgotten_and_nothing_else() {
        var old = gate.token("demo", "demo-secret", "system/Patient.rs").text("access_token");
        var young = gate.token("demo", "demo-secret", "system/Patient.rs").text("access_token");
        Postgres.inTransaction().executeWithoutResult(status -> Postgres.jdbc()
                .sql(
                        """
                                update identity.oauth2_authorization set access_token_expires_at = now() - interval '25 hours'
                                where access_token_value = ?""")
                .param(old)
                .update());

        Gate.server().getBean(ExpiredGrants.class).forget();

        assertThat(grantsOf(old)).isZero();
        assertThat(grantsOf(young)).isEqualTo(1);
    }

    private static int grantsOf(String token) {
        return JdbcClient.create(Postgres.owner())
                .sql("select count(*) from identity.oauth2_authorization where access_token_value = ?")
                .param(token)
                .query(Integer.class)
                .single();
    }
}
