package org.openward.fhir.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.jpa.model.dialect.HapiFhirPostgresDialect;
import jakarta.persistence.Embeddable;
import jakarta.persistence.Entity;
import jakarta.persistence.MappedSuperclass;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.hibernate.boot.MetadataSources;
import org.hibernate.boot.registry.StandardServiceRegistryBuilder;
import org.hibernate.tool.schema.spi.DelayedDropRegistryNotAvailableImpl;
import org.hibernate.tool.schema.spi.SchemaManagementToolCoordinator;
import org.junit.jupiter.api.Test;
import org.openward.testing.FullRun;
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

    /** Two that meet a new one at once would number it twice, and one would fail. */
    @Test
    void no_request_meets_a_type_that_has_no_number() {
        schema.migrate(owner);
        jdbc.sql("delete from hfj_resource_type where res_type in ('Task', '(unknown)')")
                .update();
        var patients = numberOf("Patient");

        schema.migrate(owner);

        var types = new TreeSet<>(FhirContext.forR4Cached().getResourceTypes());
        types.add("(unknown)");
        assertThat(jdbc.sql("select res_type from hfj_resource_type")
                        .query(String.class)
                        .list())
                .containsExactlyInAnyOrderElementsOf(types);
        assertThat(numberOf("Patient")).isEqualTo(patients);
    }

    private int numberOf(String type) {
        return jdbc.sql("select res_type_id from hfj_resource_type where res_type = ?")
                .param(type)
                .query(Integer.class)
                .single();
    }

    @Test
    @FullRun
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
    void ids_chosen_before_they_were_kept_apart_by_tenant_stay_unique() {
        schema.migrate(owner);
        jdbc.sql(
                        """
                        alter table hfj_resource
                            drop constraint idx_res_type_fhir_id,
                            add constraint idx_res_type_fhir_id unique (res_type, fhir_id)
                        """)
                .update();
        store("ward", 0);

        schema.migrate(owner);

        store("ward", 1);
        assertThatThrownBy(() -> store("ward", 0)).hasMessageContaining("idx_res_type_fhir_id");
    }

    private void store(String id, int partition) {
        jdbc.sql(
                        """
                        insert into hfj_resource (res_id, res_type, fhir_id, partition_id, res_published, res_updated,
                            res_ver, res_version, has_tags, sp_has_links, sp_coords_present, sp_date_present,
                            sp_number_present, sp_quantity_present, sp_quantity_nrml_present, sp_string_present,
                            sp_token_present, sp_uri_present)
                        values (nextval('seq_resource_id'), 'Location', :id, :partition, now(), now(), 1, 'R4', false,
                            false, false, false, false, false, false, false, false, false)
                        """)
                .param("id", id)
                .param("partition", partition)
                .update();
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

    @Test
    void a_name_is_found_by_its_beginning_in_a_database_of_any_language() {
        schema.migrate(owner);
        jdbc.sql("drop index idx_sp_string_hash_nrm_v2").update();
        jdbc.sql(
                        """
                        create index idx_sp_string_hash_nrm_v2 on hfj_spidx_string
                            (hash_norm_prefix, sp_value_normalized, res_id, partition_id)
                        """)
                .update();

        schema.migrate(owner);

        jdbc.sql("alter table hfj_spidx_string alter sp_value_normalized type varchar(768) collate \"en-x-icu\"")
                .update();
        assertThat(
                        planOf(
                                """
                        select res_id from hfj_spidx_string
                        where hash_norm_prefix = 7 and sp_value_normalized like 'SMI%'
                        """))
                .anyMatch(step -> step.contains("Index Cond") && step.contains("'SMI'"));
    }

    @Test
    void only_references_out_of_the_hospital_are_indexed_by_their_address() {
        schema.migrate(owner);

        assertThat(
                        planOf(
                                """
                        select src_resource_id from hfj_res_link
                        where src_path = 'Coverage.payor' and target_resource_url = 'https://payer.example/1'
                        """))
                .anyMatch(step -> step.contains("idx_rl_srcpath_tgturl"));
        assertThat(planOf("select src_resource_id from hfj_res_link where src_path = 'Coverage.payor'"))
                .noneMatch(step -> step.contains("idx_rl_srcpath_tgturl"));
    }

    @Test
    void records_that_have_another_code_are_found_by_an_index_alone() {
        schema.migrate(owner);

        assertThat(planOf("select res_id from hfj_spidx_token where hash_identity = 7 and hash_value <> 8"))
                .anyMatch(step -> step.contains("Index Only Scan using idx_sp_token_hash_v2"));
    }

    @Test
    void an_index_that_has_its_shape_is_not_built_again() {
        schema.migrate(owner);
        var built = indexFiles();

        schema.migrate(owner);

        assertThat(built).hasSizeGreaterThan(50);
        assertThat(indexFiles()).isEqualTo(built);
    }

    private List<Long> indexFiles() {
        return jdbc.sql("select relfilenode from pg_class where relname like 'idx%' order by 1")
                .query(Long.class)
                .list();
    }

    private List<String> planOf(String question) {
        jdbc.sql("set enable_seqscan = off").update();
        return jdbc.sql("explain " + question).query(String.class).list();
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
