package org.openward.fhir.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Flag;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.Reference;
import org.junit.jupiter.api.Test;
import org.openward.database.DatabaseForTests;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Many records of a type that no other test uses, copied in the database; with the profile full a hundred thousand. */
@HospitalTest
class LargeExportIT {
    private static final Logger LOG = LoggerFactory.getLogger(LargeExportIT.class);
    private static final int RECORDS = Boolean.getBoolean("tests.full") ? 100_000 : 3_500;

    private static String flag(Hospital hospital) {
        var demo = hospital.asDemo();
        var patient = demo.create(new Patient());
        var flag = new Flag()
                .setStatus(Flag.FlagStatus.ACTIVE)
                .setCode(new CodeableConcept().setText("Fall risk, assessed by the ward on admission"))
                .setPeriod(new Period())
                .setSubject(new Reference("Patient/" + patient.getIdElement().getIdPart()));
        flag.getMeta().addTag("https://example.org/bulk", "large", null);
        return demo.create(flag).getIdElement().getIdPart();
    }

    private static void copy(JdbcClient database, String table, Map<String, String> instead, String source) {
        var columns = database.sql(
                        """
                        select attname from pg_attribute
                        where attrelid = :table::regclass and attnum > 0 and not attisdropped order by attnum""")
                .param("table", table)
                .query(String.class)
                .list();
        database.sql("insert into " + table + " (" + String.join(", ", columns) + ") select "
                        + columns.stream()
                                .map(column -> instead.getOrDefault(column, "s." + column))
                                .collect(Collectors.joining(", "))
                        + source)
                .update();
    }

    private static void grow(JdbcClient database, String model) {
        copy(
                database,
                "hfj_resource",
                Map.of("res_id", "nextval('seq_resource_id')", "fhir_id", "'large-' || number"),
                " from hfj_resource s cross join generate_series(1, " + (RECORDS - 1) + ") number"
                        + " where s.res_type = 'Flag' and s.fhir_id = '" + model + "'");
        for (var table : Map.of("hfj_res_ver", "pid", "hfj_res_tag", "pid").entrySet()) {
            var sequence = table.getKey().equals("hfj_res_ver") ? "seq_resource_history_id" : "seq_restag_id";
            copy(
                    database,
                    table.getKey(),
                    Map.of("res_id", "r.res_id", table.getValue(), "nextval('" + sequence + "')"),
                    " from " + table.getKey() + " s join hfj_resource m on m.res_id = s.res_id"
                            + " join hfj_resource r on r.res_type = 'Flag' and r.fhir_id like 'large-%'"
                            + " where m.res_type = 'Flag' and m.fhir_id = '" + model + "'");
        }
    }

    private static void shrink(JdbcClient database) {
        for (var table : new String[] {"hfj_res_tag", "hfj_res_ver", "hfj_resource"}) {
            database.sql("delete from " + table
                            + " where res_id in (select res_id from hfj_resource where fhir_id like 'large-%')")
                    .update();
        }
    }

    private static JdbcClient owner(Hospital hospital) {
        DataSource owner = DatabaseForTests.ownerOf(hospital.part(ApplicationContext.class));
        return JdbcClient.create(owner);
    }

    @Test
    void a_hundred_thousand_records_come_out_whole_in_less_than_two_minutes(Hospital hospital) throws SQLException {
        grow(owner(hospital), flag(hospital));
        try {
            var bulk = BulkClient.of(hospital.asDemo());
            var begin = System.nanoTime();
            var manifest = bulk.export("/$export?_type=Flag");
            var took = Duration.ofNanos(System.nanoTime() - begin);
            var fetched = manifest.records();
            LOG.info("Exported {} records in {} ms.", fetched.size(), took.toMillis());

            assertThat(fetched).hasSizeGreaterThanOrEqualTo(RECORDS);
            assertThat(took).isLessThan(Duration.ofMinutes(2));
            assertThat(fetched.get("Flag/large-" + (RECORDS - 1)))
                    .isEqualTo(bulk.client().get("/Flag/large-" + (RECORDS - 1)).body());
        } finally {
            shrink(owner(hospital));
        }
    }
}
