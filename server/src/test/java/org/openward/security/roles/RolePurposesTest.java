package org.openward.security.roles;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.openward.tenancy.Purpose;

class RolePurposesTest {
    private final RolePurposes purposes = RolePurposes.read();

    private static RoleHolder holder(String... roles) {
        return new RoleHolder(Set.of(roles), "Practitioner/1", null);
    }

    @Test
    void people_in_care_treat_and_patients_ask_for_themselves() {
        assertThat(purposes.of(holder("NUR"))).contains(Purpose.TREAT);
        assertThat(purposes.of(holder("BIL"))).contains(Purpose.HPAYMT);
        assertThat(purposes.of(holder("PAT"))).contains(Purpose.PATRQT);
    }

    @Test
    void whoever_has_several_roles_treats_if_one_of_them_does() {
        assertThat(purposes.of(holder("BIL", "DOC"))).contains(Purpose.TREAT);
    }

    @Test
    void each_role_of_people_has_one_and_nobody_else_has() {
        assertThat(RolePolicy.read().roles())
                .filteredOn(role -> purposes.of(holder(role)).isEmpty())
                .containsExactly("DEV");
        assertThat(purposes.of(holder())).isEmpty();
        assertThat(purposes.of(holder("made-up"))).isEmpty();
    }
}
