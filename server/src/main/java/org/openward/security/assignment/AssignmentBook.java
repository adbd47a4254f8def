package org.openward.security.assignment;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.openward.tenancy.Acting;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.stereotype.Component;

/** The rows that say who may reach which patients; each goes and comes with the record that it is from. */
@Component
class AssignmentBook {
    private final NamedParameterJdbcTemplate jdbc;

    AssignmentBook(NamedParameterJdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** From now on, this is all that the record says. */
    void replace(String source, List<Assigned> assigned) {
        forget("patient_assignment", source);
        if (!assigned.isEmpty()) {
            jdbc.batchUpdate(
                    """
                    insert into openward.patient_assignment
                        (tenant_id, member, patient, source, kind, starts, ends, given)
                    values (:tenant, :member, :patient, :source, :kind, :starts, :ends, :given)
                    on conflict (tenant_id, member, patient, source) do update set
                        starts = least(patient_assignment.starts, excluded.starts),
                        ends = nullif(greatest(
                            coalesce(patient_assignment.ends, 'infinity'), coalesce(excluded.ends, 'infinity')), 'infinity')""",
                    assigned.stream()
                            .map(each -> row(source)
                                    .addValue("member", each.member())
                                    .addValue("patient", each.patient())
                                    .addValue("kind", each.kind().word())
                                    .addValue("starts", moment(each.starts().orElse(null)))
                                    .addValue("ends", moment(each.ends().orElse(null)))
                                    .addValue("given", each.given().orElse(null)))
                            .toArray(MapSqlParameterSource[]::new));
        }
    }

    void replaceTask(String source, String owner, Collection<String> reached) {
        forgetTask(source);
        insert(
                """
                insert into openward.open_task (tenant_id, owner, reached, source)
                values (:tenant, :name, :other, :source)""",
                source,
                owner,
                reached);
    }

    void replaceUnits(String source, String practitioner, Set<String> units) {
        forgetUnits(source);
        insert(
                """
                insert into openward.department_member (tenant_id, practitioner, unit, source)
                values (:tenant, :name, :other, :source)""",
                source,
                practitioner,
                units);
    }

    private void insert(String statement, String source, String name, Collection<String> others) {
        jdbc.batchUpdate(
                statement,
                others.stream()
                        .map(other -> row(source).addValue("name", name).addValue("other", other))
                        .toArray(MapSqlParameterSource[]::new));
    }

    void forgetTask(String source) {
        forget("open_task", source);
    }

    void forgetUnits(String source) {
        forget("department_member", source);
    }

    private void forget(String table, String source) {
        jdbc.update(
                "delete from openward." + table + " where tenant_id = :tenant and source = :source",
                Map.of("tenant", Acting.tenant().value(), "source", source));
    }

    private static MapSqlParameterSource row(String source) {
        return new MapSqlParameterSource()
                .addValue("tenant", Acting.tenant().value())
                .addValue("source", source);
    }

    private static @Nullable OffsetDateTime moment(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }
}
