package org.openward.interfaceengine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.openward.tenancy.Caller;
import org.openward.tenancy.TenantId;
import org.openward.testing.AtOnce;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;
import org.springframework.context.ApplicationContext;

@HospitalTest
class StoringTogetherIT {
    private static final int SENDERS = 16;

    @Test
    void a_group_that_breaks_keeps_nobody_from_storing_after_it(Hospital hospital) throws Exception {
        var store = hospital.part(ApplicationContext.class)
                .getAutowireCapableBeanFactory()
                .createBean(GroupCommit.class);

        assertThatThrownBy(() -> store.keep(nobody(), () -> "broken")).isInstanceOf(MessageNotStored.class);
        var stored = AtOnce.all(
                SENDERS,
                sender -> () -> store.keep(Caller.server(TenantId.DEFAULT, "test"), () -> "stored by " + sender));

        assertThat(stored).allMatch(AtOnce.Outcome::succeeded);
        assertThat(stored.get(SENDERS - 1).result()).containsExactly("stored by " + (SENDERS - 1));
    }

    /** What no caller is allowed to be breaks the group before anything of it is stored. */
    @SuppressWarnings("NullAway")
    private static Caller nobody() {
        return null;
    }
}
