package org.openward.fhir.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import ca.uhn.fhir.jpa.model.dialect.HapiFhirPostgresDialect;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Entity;
import jakarta.persistence.MappedSuperclass;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.hibernate.boot.MetadataSources;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;
import org.hibernate.tool.schema.spi.DelayedDropRegistryNotAvailableImpl;
import org.hibernate.tool.schema.spi.SchemaManagementToolCoordinator;
import org.junit.jupiter.api.Test;
import org.openward.testing.Postgres;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.context.annotation.ClassPathScanningCandidateComponentProvider;
import org.springframework.core.type.filter.AnnotationTypeFilter;
import org.springframework.jdbc.core.simple.JdbcClient;

class FhirSchemaTest {
    private final DataSource owner = Postgres.ownerOfAnEmptyDatabase();
    private final JdbcClient jdbc = JdbcClient.create(owner);
    private final FhirSchema schema = new FhirSchema();

    @Test
    void an_empty_database_gets_every_table_and_column_that_the_fhir_store_asks_for() {
        schema.migrate(owner);

        assertThatCode(this::compareWithTheEntities).doesNotThrowAnyException();
    }

    @Test
    void a_second_start_changes_nothing() {
        schema.migrate(owner);
        var before = definitions();

        schema.migrate(owner);

        assertThat(definitions()).isEqualTo(before).hasSizeGreaterThan(500);
    }

    @Test
    void a_creation_that_was_cut_short_is_begun_again() {
        schema.migrate(owner);
        var whole = definitions();
        new FhirSchemaCreation(jdbc).begin();
        jdbc.sql("drop table hfj_res_ver, hfj_spidx_date cascade").update();

        schema.migrate(owner);

        assertThat(definitions()).isEqualTo(whole);
    }

    @Test
    void the_lock_of_a_killed_server_holds_up_nobody() {
        schema.migrate(owner);
        jdbc.sql(
                        """
                        insert into "FLY_HFJ_MIGRATION"
                            ("installed_rank", "description", "type", "script", "installed_by", "installed_on",
                            "execution_time", "success")
                        values (-100, 'killed', 'hapi-fhir-lock', 'HAPI FHIR', 'x', now(), 0, true)
                        """)
                .update();
        jdbc.sql("delete from \"FLY_HFJ_MIGRATION\" where \"version\" like '8.8%'")
                .update();

        schema.migrate(owner);

        assertThat(jdbc.sql("select count(*) from \"FLY_HFJ_MIGRATION\" where \"installed_rank\" = -100")
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void the_search_indexes_are_vacuumed_early_and_their_hashes_known_deeply() {
        schema.migrate(owner);

        assertThat(jdbc.sql("select reloptions::text from pg_class where relname = 'hfj_spidx_token'")
                        .query(String.class)
                        .single())
                .contains("autovacuum_vacuum_scale_factor=0.01");
        assertThat(jdbc.sql(
                                """
                                select attstattarget from pg_attribute
                                where attrelid = 'hfj_spidx_token'::regclass and attname = 'hash_value'
                                """)
                        .query(Integer.class)
                        .single())
                .isEqualTo(2500);
    }

    /** Hibernate's own comparison of its entities with the database. */
    private void compareWithTheEntities() {
        try (var registry = new StandardServiceRegistryBuilder()
                .applySetting("hibernate.dialect", HapiFhirPostgresDialect.class.getName())
                .applySetting("jakarta.persistence.nonJtaDataSource", owner)
                .build()) {
            var entities = new MetadataSources(registry);
            mapped().forEach(entities::addAnnotatedClassName);
            SchemaManagementToolCoordinator.process(
                    entities.buildMetadata(),
                    registry,
                    Map.of("hibernate.hbm2ddl.auto", "validate"),
                    DelayedDropRegistryNotAvailableImpl.INSTANCE);
        }
    }

    private static List<String> mapped() {
        var scanner = new ClassPathScanningCandidateComponentProvider(false);
        Stream.of(Entity.class, MappedSuperclass.class, Embeddable.class)
                .forEach(kind -> scanner.addIncludeFilter(new AnnotationTypeFilter(kind)));
        return Stream.of("ca.uhn.fhir.jpa.model.entity", "ca.uhn.fhir.jpa.entity")
                .flatMap(place -> scanner.findCandidateComponents(place).stream())
                .map(BeanDefinition::getBeanClassName)
                .toList();
    }

    private List<String> definitions() {
        return jdbc.sql(
                        """
                        select table_name || '.' || column_name || ' ' || data_type from information_schema.columns
                        where table_schema = 'public'
                        union all
                        select indexdef from pg_indexes where schemaname = 'public'
                        union all
                        select sequence_name from information_schema.sequences where sequence_schema = 'public'
                        order by 1
                        """)
                .query(String.class)
                .list();
    }
}
