package org.openward.security.assignment;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.openward.fhir.rows.RowLimit.Records;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Asks the book of assignments: as a part of a search's statement, and for records at hand. HAPI takes a value after an equals sign in its
 * statement for one that somebody forgot to bind, so words stand before it.
 */
@Component
public class Assignments {
    /** The one who asks, his roles as a practitioner, and his departments. */
    private static final String HIS_NAMES =
            "(select cast(:user as text) union all select d.unit from openward.department_member d where d.practitioner = :user)";

    private static final String IN_TIME = "(a.starts is null or a.starts <= cast(:now as timestamptz))"
            + " and (a.ends is null or a.ends > cast(:now as timestamptz))";

    private static final String IN_HIS_CARE =
            "select a.patient from openward.patient_assignment a where 'care' = a.kind and a.member in " + HIS_NAMES
                    + " and " + IN_TIME;

    /** Being a relative and the patient's consent, both. */
    private static final String LET_HIM =
            "select a.patient from openward.patient_assignment a where 'consent' = a.kind and a.member = :user and "
                    + IN_TIME
                    + " and exists (select 1 from openward.patient_assignment b where 'kin' = b.kind"
                    + " and b.member = a.member and b.patient = a.patient"
                    + " and (b.starts is null or b.starts <= cast(:now as timestamptz))"
                    + " and (b.ends is null or b.ends > cast(:now as timestamptz)))";

    private static final String IN_HIS_TASKS = "select %s from openward.open_task a where a.owner in " + HIS_NAMES;

    private static final Pattern NAME = Pattern.compile("(?<!:):(user|now)\\b");

    private final NamedParameterJdbcTemplate jdbc;
    private final Clock clock;

    Assignments(NamedParameterJdbcTemplate jdbc, Clock clock) {
        this.jdbc = jdbc;
        this.clock = clock;
    }

    /** The patients in somebody's care. */
    public Records inCareOf(String user) {
        return records("Patient", IN_HIS_CARE, user);
    }

    /** The patients who let a relative act for them. */
    public Records whoLet(String user) {
        return records("Patient", LET_HIM, user);
    }

    /** Records of a type that open tasks of somebody, or of his department, are about. */
    public Records inTasksOf(String user, String type) {
        return records(
                type,
                IN_HIS_TASKS.formatted("split_part(a.reached, '/', 2)") + " and a.reached like '" + type + "/%'",
                user);
    }

    /** Those of the patients, by their ids, who are in his care. */
    public Set<String> inCareOf(String user, Collection<String> patients) {
        return among(IN_HIS_CARE + " and a.patient in (:asked)", user, patients);
    }

    public Set<String> whoLet(String user, Collection<String> patients) {
        return among(LET_HIM + " and a.patient in (:asked)", user, patients);
    }

    /** Those of the records, such as {@code Patient/7}, that his open tasks are about. */
    public Set<String> inTasksOf(String user, Collection<String> records) {
        return among(IN_HIS_TASKS.formatted("a.reached") + " and a.reached in (:asked)", user, records);
    }

    /**
     * What is known of some records, asked for all of them at once.
     *
     * @param patients the ids of a record's patients
     */
    public Reached about(Collection<? extends IBaseResource> records, Function<IBaseResource, Set<String>> patients) {
        return new Reached(this, records, patients);
    }

    private Set<String> among(String select, String user, Collection<String> asked) {
        return asked.isEmpty()
                ? Set.of()
                : jdbc
                        .queryForList(
                                select,
                                new MapSqlParameterSource()
                                        .addValue("user", user)
                                        .addValue("now", now())
                                        .addValue("asked", asked),
                                String.class)
                        .stream()
                        .collect(Collectors.toSet());
    }

    /** With question marks, in the order of their values. */
    private Records records(String type, String select, String user) {
        var values = new ArrayList<String>();
        var sql = new StringBuilder();
        var rest = NAME.matcher(select);
        while (rest.find()) {
            values.add(rest.group(1).equals("user") ? user : now());
            rest.appendReplacement(sql, "?");
        }
        rest.appendTail(sql);
        return new Records(type, sql.toString(), List.copyOf(values));
    }

    private String now() {
        return clock.instant().toString();
    }
}
