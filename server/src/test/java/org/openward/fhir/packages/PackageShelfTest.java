package org.openward.fhir.packages;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.uhn.fhir.context.FhirContext;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import org.hl7.fhir.r4.model.ValueSet;
import org.junit.jupiter.api.Test;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.TenantId;
import org.openward.testing.Postgres;
import org.openward.testing.Tenancy;

class PackageShelfTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final PackageShelf shelf = new PackageShelf(Postgres.jdbc());
    private final String name = "shelf." + UUID.randomUUID().toString().substring(0, 8);
    private final String url = "https://guides.example/" + name + "/list";

    @Test
    void a_package_counts_from_its_last_commit_on() {
        var id = asHost(() -> {
            var begun = shelf.begin(new PackageName(name, "1.0.0"), hash(), UUID.randomUUID());
            shelf.add(begun, 0, list("1.0.0"));
            return begun;
        });
        var known = new PackageDefinitions(FhirContext.forR4Cached(), shelf);
        assertThat(known.fetchValueSet(url)).isNull();

        asHost(() -> {
            shelf.finish(id, new PackageName(name, "1.0.0"), List.of());
            return true;
        });
        known.refresh();

        assertThat(known.fetchValueSet(url)).isInstanceOf(ValueSet.class);
    }

    @Test
    void of_two_versions_the_later_counts_unless_one_is_named() {
        install("9.1.0");
        install("10.0.0");
        var known = new PackageDefinitions(FhirContext.forR4Cached(), shelf);

        assertThat(version(known, url)).isEqualTo("10.0.0");
        assertThat(version(known, url + "|9.1.0")).isEqualTo("9.1.0");
        assertThat(known.fetchValueSet(url + "|8.0.0")).isNull();
    }

    @Test
    void the_same_version_again_takes_the_place_of_the_one_before() {
        install("1.0.0");
        install("1.0.0");

        assertThat(shelf.all())
                .filteredOn(each -> each.name().equals(name + "#1.0.0"))
                .hasSize(1);
    }

    @Test
    void what_a_job_left_half_done_is_removed_when_it_begins_anew() {
        var job = UUID.randomUUID();
        asHost(() -> shelf.begin(new PackageName(name, "1.0.0"), hash(), job));

        asHost(() -> {
            shelf.removeUnfinished(job);
            return true;
        });

        assertThat(shelf.all()).noneMatch(each -> each.name().startsWith(name));
    }

    @Test
    void everybody_is_told_when_other_packages_count() {
        var known = new PackageDefinitions(FhirContext.forR4Cached(), shelf);
        var told = new int[1];
        known.refresh();
        known.onChange(() -> told[0]++);

        known.refresh();
        install("1.0.0");
        known.refresh();

        assertThat(told[0]).isOne();
    }

    @Test
    void another_tenant_sees_packages_and_changes_none() {
        install("1.0.0");
        var clerk = Tenancy.aClerkOf(Tenancy.aClinic());

        var seen = Acting.as(clerk, () -> Postgres.inTransaction().execute(status -> shelf.all()));
        var removed = Acting.as(
                clerk, () -> Postgres.inTransaction().execute(status -> shelf.remove(new PackageName(name, "1.0.0"))));

        assertThat(seen).anyMatch(each -> each.name().equals(name + "#1.0.0"));
        assertThat(removed).isFalse();
        assertThatThrownBy(() -> Acting.as(clerk, () -> Postgres.inTransaction()
                        .execute(status -> shelf.begin(new PackageName(name, "2.0.0"), hash(), UUID.randomUUID()))))
                .hasRootCauseMessage("ERROR: new row violates row-level security policy for table \"package\"");
    }

    private void install(String version) {
        asHost(() -> {
            var begun = shelf.begin(new PackageName(name, version), hash(), UUID.randomUUID());
            shelf.add(begun, 0, list(version));
            shelf.finish(begun, new PackageName(name, version), List.of());
            return true;
        });
    }

    private static String hash() {
        return UUID.randomUUID().toString();
    }

    private ObjectNode list(String version) {
        return JSON.createObjectNode()
                .put("resourceType", "ValueSet")
                .put("url", url)
                .put("version", version)
                .put("status", "active");
    }

    private static String version(PackageDefinitions known, String canonical) {
        return known.fetchValueSet(canonical) instanceof ValueSet found ? found.getVersion() : "";
    }

    private static <T> T asHost(Supplier<T> work) {
        return Acting.as(Caller.server(TenantId.DEFAULT, "test"), () -> Postgres.inTransaction()
                .execute(status -> work.get()));
    }
}
