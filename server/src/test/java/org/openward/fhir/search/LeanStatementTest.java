package org.openward.fhir.search;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.jpa.search.builder.sql.GeneratedSql;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LeanStatementTest {
    @Test
    void the_table_of_all_records_is_left_out_where_only_ids_are_wanted() {
        var lean = lean(
                "SELECT t1.PARTITION_ID,t1.RES_ID FROM HFJ_RESOURCE t1 INNER JOIN HFJ_SPIDX_TOKEN t0 ON (t1.RES_ID = t0.RES_ID)"
                        + " INNER JOIN HFJ_RES_LINK t2 ON (t1.RES_ID = t2.SRC_RESOURCE_ID) WHERE ((t0.PARTITION_ID = ?) AND (t0.HASH_VALUE = ?))"
                        + " GROUP BY t1.PARTITION_ID,t1.RES_ID ORDER BY t1.RES_ID ASC NULLS LAST fetch first ? rows only",
                0,
                5L,
                21);

        assertThat(lean.getSql())
                .isEqualTo(
                        "SELECT t0.PARTITION_ID,t0.RES_ID FROM HFJ_SPIDX_TOKEN t0"
                                + " INNER JOIN HFJ_RES_LINK t2 ON (t0.RES_ID = t2.SRC_RESOURCE_ID) WHERE ((t0.PARTITION_ID = ?) AND (t0.HASH_VALUE = ?))"
                                + " GROUP BY t0.PARTITION_ID,t0.RES_ID ORDER BY t0.RES_ID ASC NULLS LAST fetch first ? rows only");
        assertThat(lean.getBindVariables()).containsExactly(0, 5L, 21);
    }

    @Test
    void a_count_needs_no_table_of_all_records() {
        assertThat(lean(
                                "SELECT COUNT(DISTINCT t1.RES_ID) FROM HFJ_RESOURCE t1 INNER JOIN HFJ_SPIDX_TOKEN t0 ON (t1.RES_ID = t0.RES_ID) WHERE (t0.HASH_VALUE = ?)",
                                5L)
                        .getSql())
                .isEqualTo("SELECT COUNT(DISTINCT t0.RES_ID) FROM HFJ_SPIDX_TOKEN t0 WHERE (t0.HASH_VALUE = ?)");
    }

    @Test
    void those_that_others_refer_to_are_known_from_the_reference() {
        assertThat(lean(
                                "SELECT t1.PARTITION_ID,t1.RES_ID FROM HFJ_RESOURCE t1 INNER JOIN HFJ_RES_LINK t0 ON (t1.RES_ID = t0.TARGET_RESOURCE_ID)"
                                        + " INNER JOIN HFJ_SPIDX_TOKEN t2 ON (t0.SRC_RESOURCE_ID = t2.RES_ID) WHERE ((t0.TARGET_RES_PARTITION_ID = ?) AND (t2.HASH_VALUE = ?))",
                                0,
                                5L)
                        .getSql())
                .isEqualTo(
                        "SELECT t0.TARGET_RES_PARTITION_ID,t0.TARGET_RESOURCE_ID FROM HFJ_RES_LINK t0"
                                + " INNER JOIN HFJ_SPIDX_TOKEN t2 ON (t0.SRC_RESOURCE_ID = t2.RES_ID) WHERE ((t0.TARGET_RES_PARTITION_ID = ?) AND (t2.HASH_VALUE = ?))");
    }

    @Test
    void dates_that_are_asked_for_are_not_found_again_to_sort_by_them() {
        var lean = lean(
                "SELECT t1.PARTITION_ID,t1.RES_ID FROM HFJ_RESOURCE t1 INNER JOIN HFJ_SPIDX_TOKEN t0 ON (t1.RES_ID = t0.RES_ID)"
                        + " INNER JOIN HFJ_SPIDX_DATE t2 ON (t1.RES_ID = t2.RES_ID)"
                        + " LEFT OUTER JOIN HFJ_SPIDX_DATE t3 ON ((t1.RES_ID = t3.RES_ID) AND (t3.HASH_IDENTITY = ?))"
                        + " WHERE ((t0.HASH_VALUE = ?) AND ((t2.PARTITION_ID = ?) AND ((t2.HASH_IDENTITY = ?) AND (t2.SP_VALUE_HIGH_DATE_ORDINAL >= ?))))"
                        + " GROUP BY t1.PARTITION_ID,t1.RES_ID ORDER BY MAX(t3.SP_VALUE_LOW) DESC NULLS LAST fetch first ? rows only",
                77L,
                5L,
                0,
                77L,
                20200101,
                21);

        assertThat(lean.getSql())
                .isEqualTo(
                        "SELECT t0.PARTITION_ID,t0.RES_ID FROM HFJ_SPIDX_TOKEN t0 INNER JOIN HFJ_SPIDX_DATE t2 ON (t0.RES_ID = t2.RES_ID)"
                                + " WHERE ((t0.HASH_VALUE = ?) AND ((t2.PARTITION_ID = ?) AND ((t2.HASH_IDENTITY = ?) AND (t2.SP_VALUE_HIGH_DATE_ORDINAL >= ?))))"
                                + " GROUP BY t0.PARTITION_ID,t0.RES_ID ORDER BY MAX(t2.SP_VALUE_LOW) DESC NULLS LAST fetch first ? rows only");
        assertThat(lean.getBindVariables()).containsExactly(5L, 0, 77L, 20200101, 21);
    }

    @Test
    void a_search_for_dates_alone_reads_them_alone() {
        var lean = lean(
                "SELECT t1.PARTITION_ID,t1.RES_ID FROM HFJ_RESOURCE t1 INNER JOIN HFJ_SPIDX_DATE t0 ON (t1.RES_ID = t0.RES_ID)"
                        + " LEFT OUTER JOIN HFJ_SPIDX_DATE t2 ON ((t1.RES_ID = t2.RES_ID) AND (t2.HASH_IDENTITY = ?))"
                        + " WHERE ((t0.HASH_IDENTITY = ?) AND (t0.SP_VALUE_HIGH_DATE_ORDINAL >= ?)) ORDER BY MIN(t2.SP_VALUE_LOW) ASC NULLS LAST",
                77L,
                77L,
                20200101);

        assertThat(lean.getSql())
                .isEqualTo(
                        "SELECT t0.PARTITION_ID,t0.RES_ID FROM HFJ_SPIDX_DATE t0"
                                + " WHERE ((t0.HASH_IDENTITY = ?) AND (t0.SP_VALUE_HIGH_DATE_ORDINAL >= ?)) ORDER BY MIN(t0.SP_VALUE_LOW) ASC NULLS LAST");
        assertThat(lean.getBindVariables()).containsExactly(77L, 20200101);
    }

    @ParameterizedTest
    @ValueSource(longs = {78L, 0L})
    void dates_of_another_parameter_are_still_found_to_sort_by_them(long other) {
        var sql = "SELECT t0.RES_ID FROM HFJ_SPIDX_DATE t0"
                + " LEFT OUTER JOIN HFJ_SPIDX_DATE t2 ON ((t0.RES_ID = t2.RES_ID) AND (t2.HASH_IDENTITY = ?))"
                + " WHERE ((t0.HASH_IDENTITY = ?) AND (t0.SP_VALUE_HIGH_DATE_ORDINAL >= ?)) ORDER BY MIN(t2.SP_VALUE_LOW) ASC NULLS LAST";

        assertThat(lean(sql, other, 77L, 0L).getSql()).isEqualTo(sql);
    }

    @Test
    void dates_of_another_record_are_not_sorted_by() {
        var sql =
                "SELECT t0.RES_ID FROM HFJ_RES_LINK t0 INNER JOIN HFJ_SPIDX_DATE t1 ON (t0.TARGET_RESOURCE_ID = t1.RES_ID)"
                        + " LEFT OUTER JOIN HFJ_SPIDX_DATE t2 ON ((t0.SRC_RESOURCE_ID = t2.RES_ID) AND (t2.HASH_IDENTITY = ?))"
                        + " WHERE ((t1.HASH_IDENTITY = ?) AND (t1.SP_VALUE_HIGH_DATE_ORDINAL >= ?)) ORDER BY MIN(t2.SP_VALUE_LOW) ASC NULLS LAST";

        assertThat(lean(sql, 77L, 77L, 20200101).getSql()).isEqualTo(sql);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                // Something else is asked of the record itself.
                "SELECT t1.RES_ID FROM HFJ_RESOURCE t1 INNER JOIN HFJ_SPIDX_TOKEN t0 ON (t1.RES_ID = t0.RES_ID) WHERE ((t0.HASH_VALUE = ?) AND (t1.RES_UPDATED >= ?))",
                "SELECT t1.RES_ID,t1.RES_TYPE FROM HFJ_RESOURCE t1 INNER JOIN HFJ_SPIDX_TOKEN t0 ON (t1.RES_ID = t0.RES_ID) WHERE ((t0.HASH_VALUE = ?) AND (t0.HASH_SYS = ?))",
                // Those that match may have no index row.
                "SELECT t1.RES_ID FROM HFJ_RESOURCE t1 LEFT OUTER JOIN HFJ_SPIDX_TOKEN t0 ON (t1.RES_ID = t0.RES_ID) WHERE ((t0.HASH_VALUE = ?) AND (t0.HASH_SYS = ?))",
                "SELECT t1.RES_ID FROM HFJ_RESOURCE t1 INNER JOIN HFJ_SPIDX_TOKEN t0 ON (t1.RES_ID = t0.RES_ID) WHERE (t1.RES_ID NOT IN (SELECT t0.RES_ID FROM HFJ_SPIDX_TOKEN t0 WHERE ((t0.HASH_VALUE = ?) AND (t0.HASH_SYS = ?))))",
                "SELECT t1.RES_ID FROM HFJ_RESOURCE t1 INNER JOIN HFJ_SPIDX_TOKEN t0 ON (t1.RES_ID = t0.RES_ID) WHERE ((t0.HASH_VALUE = ?) OR (t0.HASH_SYS = ?))",
                // A reference may lead out of the hospital.
                "SELECT t1.RES_ID FROM HFJ_RESOURCE t1 INNER JOIN HFJ_RES_LINK t0 ON (t1.RES_ID = t0.TARGET_RESOURCE_ID) WHERE ((t0.SRC_PATH = ?) AND (t0.TARGET_RESOURCE_TYPE = ?))",
                "SELECT t0.RES_ID FROM HFJ_SPIDX_TOKEN t0 WHERE ((t0.HASH_VALUE = ?) AND (t0.HASH_SYS = ?))"
            })
    void every_other_statement_stays_as_it_is(String sql) {
        var lean = lean(sql, 5L, 6L);

        assertThat(lean.getSql()).isEqualTo(sql);
        assertThat(lean.getBindVariables()).containsExactly(5L, 6L);
    }

    @Test
    void a_search_that_can_find_nothing_still_finds_nothing() {
        var search = new GeneratedSql(true, "SELECT t0.RES_ID FROM HFJ_SPIDX_TOKEN t0", List.of());

        assertThat(LeanStatement.of(search).isMatchNothing()).isTrue();
    }

    private static GeneratedSql lean(String sql, Object... values) {
        return LeanStatement.of(new GeneratedSql(false, sql, List.of(values)));
    }
}
