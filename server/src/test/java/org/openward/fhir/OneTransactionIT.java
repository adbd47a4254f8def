package org.openward.fhir;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.UUID;
import org.hl7.fhir.r4.model.Basic;
import org.hl7.fhir.r4.model.Organization;
import org.junit.jupiter.api.Test;
import org.openward.numbering.NumberSeries;
import org.openward.numbering.Series;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.TenantId;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

@HospitalTest
class OneTransactionIT {
    private static final Caller DESK = Caller.server(TenantId.DEFAULT, "one-transaction");

    @Test
    void a_record_and_a_table_row_commit_together(Hospital hospital) {
        var name = "Together" + UUID.randomUUID();

        Acting.as(DESK, () -> inOneTransaction(hospital, () -> write(hospital, name)));

        assertThat(recordsNamed(hospital, name)).isEqualTo(1);
        assertThat(rowsNamed(hospital, name)).isEqualTo(1);
    }

    @Test
    void a_failure_after_both_leaves_neither(Hospital hospital) {
        var name = "Neither" + UUID.randomUUID();

        assertThatThrownBy(() -> Acting.as(
                        DESK,
                        () -> inOneTransaction(hospital, () -> {
                            write(hospital, name);
                            throw new IllegalStateException("the desk stumbles");
                        })))
                .hasMessage("the desk stumbles");

        assertThat(recordsNamed(hospital, name)).isZero();
        assertThat(rowsNamed(hospital, name)).isZero();
    }

    @Test
    void a_refused_record_takes_the_row_with_it(Hospital hospital) {
        var name = "Refused" + UUID.randomUUID();

        assertThatThrownBy(() -> Acting.as(
                        DESK,
                        () -> inOneTransaction(hospital, () -> {
                            write(hospital, name);
                            var dangling = new Basic();
                            dangling.getSubject().setReference("Patient/never-existed");
                            hospital.part(FhirStore.class).create(dangling);
                        })))
                .isInstanceOf(RuntimeException.class);

        assertThat(recordsNamed(hospital, name)).isZero();
        assertThat(rowsNamed(hospital, name)).isZero();
    }

    @Test
    void who_looks_for_a_record_that_is_not_there_writes_all_the_same(Hospital hospital) {
        var name = "Absent" + UUID.randomUUID();
        var store = hospital.part(FhirStore.class);

        var found = new ArrayList<Organization>();
        Acting.as(
                DESK,
                () -> inOneTransaction(hospital, () -> {
                    var deleted = store.create(new Organization().setName("Deleted"));
                    store.delete(Organization.class, deleted.getIdElement().getIdPart());
                    write(hospital, name);
                    store.find(Organization.class, deleted.getIdElement().getIdPart())
                            .ifPresent(found::add);
                    store.find(Organization.class, "never-existed").ifPresent(found::add);
                }));

        assertThat(found).isEmpty();
        assertThat(recordsNamed(hospital, name)).isEqualTo(1);
        assertThat(rowsNamed(hospital, name)).isEqualTo(1);
    }

    @Test
    void all_matches_are_walked_by_the_time_of_their_last_change(Hospital hospital) {
        var name = "Walked" + UUID.randomUUID();
        var store = hospital.part(FhirStore.class);

        Acting.as(DESK, () -> {
            var first = store.create(new Organization().setName(name));
            var second = store.create(new Organization().setName(name));
            var third = store.create(new Organization().setName(name));
            store.update(first.setActive(true));

            assertThat(store.searchAll(Organization.class, "name:exact=" + name))
                    .extracting(Organization::getIdPart)
                    .containsExactly(second.getIdPart(), third.getIdPart(), first.getIdPart());
            var since = third.getMeta().getLastUpdatedElement().getValueAsString();
            assertThat(store.search(
                            Organization.class,
                            "name:exact=" + name + "&_sort=_lastUpdated&_lastUpdated=ge" + FhirStore.literally(since)))
                    .extracting(Organization::getIdPart)
                    .contains(third.getIdPart(), first.getIdPart());
        });
    }

    private static void write(Hospital hospital, String name) {
        hospital.part(FhirStore.class).create(new Organization().setActive(true).setName(name));
        hospital.part(NumberSeries.class).take(Series.MRN, name);
    }

    private static void inOneTransaction(Hospital hospital, Runnable work) {
        new TransactionTemplate(hospital.part(PlatformTransactionManager.class))
                .executeWithoutResult(status -> work.run());
    }

    private static int recordsNamed(Hospital hospital, String name) {
        return hospital.asDemo().search("Organization?name:exact=" + name).getTotal();
    }

    private static int rowsNamed(Hospital hospital, String name) {
        return Acting.as(DESK, () -> hospital.part(JdbcClient.class)
                .sql("select count(*) from openward.issued_number where number = :name")
                .param("name", name)
                .query(Integer.class)
                .single());
    }
}
