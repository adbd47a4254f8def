package org.openward.interfaceengine.uniqueids;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.openward.interfaceengine.uniqueids.UsedControlIds.Use;
import org.openward.tenancy.Acting;
import org.openward.tenancy.TenantId;
import org.openward.testing.AtOnce;
import org.openward.testing.Postgres;
import org.openward.testing.Tenancy;

class UsedControlIdsTest {
    private static final int SENDERS = 32;
    private static final Use FIRST = new Use("xn", "7", "aa");
    private static final Use OTHER = new Use("xn", "7", "bb");

    private final TenantId clinic = Tenancy.aClinic();
    private final UsedControlIds ids = new UsedControlIds(Postgres.jdbc());

    @Test
    void the_first_message_under_an_id_has_it_for_ever() {
        assertThat(taken(FIRST)).isEmpty();

        assertThat(taken(FIRST)).isEmpty();
        assertThat(taken(OTHER)).containsExactly(OTHER);
        assertThat(taken(FIRST, OTHER)).containsExactly(OTHER);
    }

    @Test
    void of_two_that_are_stored_together_the_first_has_the_id() {
        assertThat(taken(OTHER, FIRST, OTHER)).containsExactly(FIRST);
    }

    @Test
    void the_ids_of_other_analyzers_and_tenants_are_others() {
        taken(FIRST);

        assertThat(taken(new Use("another", "7", "bb"), new Use("xn", "8", "bb")))
                .isEmpty();
        assertThat(taken(Tenancy.aClinic(), OTHER)).isEmpty();
    }

    @Test
    void of_32_messages_that_come_under_one_id_at_once_one_has_it() throws Exception {
        var outcomes = AtOnce.all(SENDERS, sender -> () -> taken(new Use("xn", "7", "content " + sender)));

        assertThat(outcomes).allMatch(AtOnce.Outcome::succeeded);
        assertThat(outcomes.stream().filter(outcome -> outcome.result().get(0).isEmpty()))
                .hasSize(1);
    }

    private Set<Use> taken(Use... uses) {
        return taken(clinic, uses);
    }

    private Set<Use> taken(TenantId tenant, Use... uses) {
        return Acting.as(
                Tenancy.aClerkOf(tenant), () -> Postgres.inTransaction().execute(status -> ids.taken(List.of(uses))));
    }
}
