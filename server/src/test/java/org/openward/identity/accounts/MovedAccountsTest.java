package org.openward.identity.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.openward.tenancy.TenantId;
import org.openward.testing.MovableClock;
import org.openward.testing.Postgres;

/** Accounts that went with their records, through one merge after the other. */
class MovedAccountsTest {
    private static final TenantId TENANT = TenantId.DEFAULT;

    private final MovableClock clock = new MovableClock(Instant.parse("2031-05-06T07:08:09Z"));
    private final Accounts accounts = new Accounts(Postgres.jdbc(), clock);
    private final MovedAccounts moved = new MovedAccounts(Postgres.jdbc(), accounts, clock);
    private final String userName = "moved-" + UUID.randomUUID();
    private final String first = "Patient/first-" + UUID.randomUUID();
    private final String second = "Patient/second-" + UUID.randomUUID();
    private final String third = "Patient/third-" + UUID.randomUUID();

    private void merge(String ended, String survived) {
        clock.moveTo(clock.instant().plus(Duration.ofDays(1)));
        moved.move(accounts.find(userName).orElseThrow(), TENANT, ended, survived);
    }

    private String record() {
        return accounts.find(userName).flatMap(Account::record).orElse("");
    }

    private void afterTwoMerges(Runnable then) {
        Postgres.inTransaction().executeWithoutResult(status -> {
            status.setRollbackOnly();
            accounts.open(userName, "Meera Iyer", "", TENANT, first);
            merge(first, second);
            merge(second, third);
            assertThat(record()).isEqualTo(third);
            then.run();
        });
    }

    @Test
    void an_account_that_went_twice_comes_home_when_the_first_record_is_parted() {
        afterTwoMerges(() -> {
            assertThat(moved.moveBack(TENANT, first)).isPresent();
            assertThat(record()).isEqualTo(first);

            assertThat(moved.moveBack(TENANT, second)).isEmpty();
            assertThat(record()).isEqualTo(first);
        });
    }

    @Test
    void an_account_that_went_twice_comes_back_by_the_way_that_it_went() {
        afterTwoMerges(() -> {
            assertThat(moved.moveBack(TENANT, second)).isPresent();
            assertThat(record()).isEqualTo(second);

            assertThat(moved.moveBack(TENANT, first)).isPresent();
            assertThat(record()).isEqualTo(first);
        });
    }

    @Test
    void who_came_home_is_not_led_away_by_what_was_before() {
        afterTwoMerges(() -> {
            moved.moveBack(TENANT, first);
            merge(first, third);

            assertThat(moved.moveBack(TENANT, second)).isEmpty();
            assertThat(record()).isEqualTo(third);
        });
    }
}
