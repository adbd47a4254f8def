package org.openward.interfaceengine;

import static org.assertj.core.api.Assertions.assertThat;
import static org.openward.interfaceengine.Arrivals.address;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.openward.interfaceengine.Analyzer.Dialect;
import org.openward.interfaceengine.Analyzer.Recognition;
import org.openward.interfaceengine.Analyzer.Results;
import org.openward.interfaceengine.Analyzer.Standing;
import org.openward.interfaceengine.ports.PortSettings.Limits;
import org.openward.interfaceengine.ports.PortSettings.Tls;
import org.openward.interfaceengine.ports.PortSettings.Tls.ClientCertificate;
import org.openward.tenancy.Acting;
import org.openward.tenancy.TenantId;
import org.openward.testing.Postgres;
import org.openward.testing.Tenancy;
import org.springframework.util.unit.DataSize;

class AnalyzersTest {
    private static final int PORT = 2575;

    private final TenantId clinic = Tenancy.aClinic();
    private final TenantId neighbour = Tenancy.aClinic();
    private final String name = "AN-" + UUID.randomUUID();
    private final Analyzers analyzers = new Analyzers(Postgres.jdbc(), settings(false));

    @Test
    void an_analyzer_is_found_by_its_name_before_anybody_knows_its_tenant() {
        register(clinic, "one", named(name, "LAB"));

        assertThat(recognised(sender("192.0.2.1", null, name, "LAB"))).contains("one");
        assertThat(recognised(sender("192.0.2.1", null, name, "ELSEWHERE"))).isEmpty();
        assertThat(recognised(sender("192.0.2.1", null, "NOBODY", "LAB"))).isEmpty();
    }

    @Test
    void its_certificate_says_more_than_its_address_and_its_address_more_than_its_name() {
        var certificate = "CN=" + name;
        register(clinic, "by-name", named(name, "LAB"));
        register(clinic, "by-address", new Recognition(null, null, PORT, "198.51.100.7", null));
        register(neighbour, "by-certificate", new Recognition(null, null, null, null, certificate));

        assertThat(recognised(sender("198.51.100.7", certificate, name, "LAB"))).contains("by-certificate");
        assertThat(recognised(sender("198.51.100.7", null, name, "LAB"))).contains("by-address");
        assertThat(recognised(sender("198.51.100.8", null, name, "LAB"))).contains("by-name");
        unregister(clinic, "by-address");
    }

    @Test
    void one_without_an_address_is_found_by_its_name_behind_the_gateway_of_others() {
        register(clinic, "first", new Recognition("FIRST", "LAB", PORT, "198.51.100.9", null));
        register(clinic, "second", new Recognition("SECOND", "LAB", PORT, "198.51.100.9", null));
        register(clinic, "by-name", named(name, "LAB"));

        assertThat(recognised(sender("198.51.100.9", null, "SECOND", "LAB"))).contains("second");
        assertThat(recognised(sender("198.51.100.9", null, name, "LAB"))).contains("by-name");
        assertThat(recognised(sender("198.51.100.9", null, "NOBODY", "LAB"))).isEmpty();
        unregister(clinic, "first");
        unregister(clinic, "second");
    }

    @Test
    void one_that_has_a_certificate_is_not_found_by_its_name_alone() {
        register(clinic, "one", new Recognition(name, "LAB", null, null, "CN=" + name));

        assertThat(recognised(sender("192.0.2.1", null, name, "LAB"))).isEmpty();
        assertThat(recognised(sender("192.0.2.1", "CN=somebody else", name, "LAB")))
                .isEmpty();
    }

    @Test
    void one_that_has_an_address_is_not_found_from_another() {
        register(clinic, "one", new Recognition(name, "LAB", null, "192.0.2.9", null));

        assertThat(recognised(sender("192.0.2.9", null, name, "LAB"))).contains("one");
        assertThat(recognised(sender("192.0.2.10", null, name, "LAB"))).isEmpty();
    }

    @Test
    void one_of_a_suspended_tenant_is_known_and_not_in_use() {
        register(clinic, "one", named(name, "LAB"));
        Postgres.inTransaction().executeWithoutResult(status -> Postgres.jdbc()
                .sql("update openward.tenant set suspended = true where id = :id")
                .param("id", clinic.value())
                .update());

        var found = analyzers.recognise(sender("192.0.2.1", null, name, "LAB")).orElseThrow();

        assertThat(found.tenant()).isEqualTo(clinic);
        assertThat(found.standing()).isEqualTo(Standing.INACTIVE);
    }

    @Test
    void two_that_cannot_be_told_apart_are_neither() {
        register(clinic, "one", named(name, "LAB"));
        register(neighbour, "other", named(name, "LAB"));

        assertThat(recognised(sender("192.0.2.1", null, name, "LAB"))).isEmpty();
        assertThat(new Analyzers(Postgres.jdbc(), settings(true)).recognise(sender("127.0.0.1", null, name, "LAB")))
                .isEmpty();
    }

    @Test
    void a_successor_with_the_name_of_a_retired_analyzer_is_found() {
        register(clinic, "retired", Standing.INACTIVE, named(name, "LAB"));
        register(clinic, "successor", named(name, "LAB"));

        assertThat(recognised(sender("192.0.2.1", null, name, "LAB"))).contains("successor");
    }

    @Test
    void a_stranger_is_heard_only_on_this_machine_and_only_when_that_is_allowed() {
        var open = new Analyzers(Postgres.jdbc(), settings(true));

        assertThat(analyzers.recognise(sender("127.0.0.1", null, name, "LAB"))).isEmpty();
        assertThat(open.recognise(sender("192.0.2.1", null, name, "LAB"))).isEmpty();
        assertThat(open.recognise(sender("127.0.0.1", null, name, "LAB")))
                .map(Analyzer::tenant)
                .contains(TenantId.DEFAULT);
    }

    @Test
    void the_register_itself_shows_a_tenant_only_its_own_analyzers() {
        register(clinic, "one", named(name, "LAB"));

        var seen = Acting.as(
                Tenancy.aClerkOf(neighbour), () -> Postgres.inTransaction().execute(status -> Postgres.jdbc()
                        .sql("select count(*) from openward.analyzer where sending_application = :name")
                        .param("name", name)
                        .query(Integer.class)
                        .single()));

        assertThat(seen).isZero();
    }

    private Optional<String> recognised(Sender sender) {
        return analyzers.recognise(sender).map(Analyzer::device);
    }

    private static Recognition named(String application, String facility) {
        return new Recognition(application, facility, null, null, null);
    }

    private static Sender sender(String from, @Nullable String certificate, String application, String facility) {
        return new Sender(PORT, address(from), certificate, application, facility);
    }

    private void register(TenantId tenant, String device, Recognition recognition) {
        register(tenant, device, Standing.ACTIVE, recognition);
    }

    private void register(TenantId tenant, String device, Standing standing, Recognition recognition) {
        var analyzer = new Analyzer(
                tenant, device, standing, recognition, new Results(true, true), null, null, Dialect.STANDARD);
        Acting.as(Tenancy.aClerkOf(tenant), () -> Postgres.inTransaction()
                .executeWithoutResult(status -> analyzers.enter(analyzer)));
    }

    private void unregister(TenantId tenant, String device) {
        Acting.as(Tenancy.aClerkOf(tenant), () -> Postgres.inTransaction()
                .executeWithoutResult(status -> analyzers.remove(device)));
    }

    private static MllpSettings settings(boolean acceptUnknownSenders) {
        return new MllpSettings(
                true,
                0,
                "127.0.0.1",
                acceptUnknownSenders,
                1,
                new Limits(DataSize.ofMegabytes(1), Duration.ofMinutes(1), Duration.ofHours(1), 10, 10, List.of()),
                new Tls(null, ClientCertificate.NONE),
                List.of());
    }
}
