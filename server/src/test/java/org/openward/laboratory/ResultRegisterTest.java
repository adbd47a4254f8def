package org.openward.laboratory;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.openward.laboratory.ResultRegister.Entry;
import org.openward.tenancy.Acting;
import org.openward.tenancy.TenantId;
import org.openward.testing.Postgres;
import org.openward.testing.Tenancy;

class ResultRegisterTest {
    /** More than a statement may have parameters, when each is one of three. */
    private static final int MANY = 22_000;

    private final TenantId clinic = Tenancy.aClinic();
    private final ResultRegister register = new ResultRegister(Postgres.jdbc());

    @Test
    void what_is_asked_for_is_found_by_its_kind_and_number() {
        var specimen = new Entry("Specimen", "S-1");
        var result = new Entry("Observation", "S-1");
        committed(() -> entered(Map.of(specimen, "7", result, "8")));

        assertThat(committed(() -> register.find(List.of(result, new Entry("Observation", "S-2")))))
                .containsExactly(Map.entry(result, "8"));
        assertThat(committed(() -> register.find(List.of()))).isEmpty();
    }

    @Test
    void the_numbers_of_another_tenant_are_not_found() {
        var specimen = new Entry("Specimen", "S-1");
        committed(() -> entered(Map.of(specimen, "7")));

        var found = as(Tenancy.aClinic(), () -> register.find(List.of(specimen)));

        assertThat(found).isEmpty();
    }

    @Test
    void one_message_may_bring_any_number_of_results() {
        var many = new LinkedHashMap<Entry, String>();
        IntStream.range(0, MANY).forEach(number -> many.put(new Entry("Observation", "R-" + number), "" + number));

        committed(() -> entered(many));

        assertThat(committed(() -> register.find(List.copyOf(many.keySet())))).isEqualTo(many);
    }

    private Map<Entry, String> entered(Map<Entry, String> ids) {
        register.enter(ids);
        return ids;
    }

    private <T> T committed(Supplier<T> work) {
        return as(clinic, work);
    }

    private static <T> T as(TenantId tenant, Supplier<T> work) {
        var caller = Tenancy.aClerkOf(tenant);
        return Acting.as(caller, () -> Postgres.inTransaction().execute(status -> work.get()));
    }
}
