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
import org.openward.tenancy.Acting;
import org.openward.tenancy.Tenants;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.jdbc.core.namedparam.MapSqlParameterSource;
import org.springframework.jdbc.core.namedparam.NamedParameterJdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Asks the book of assignments: as a part of a search's statement, and for records at hand. HAPI takes a value after an equals sign in its
 * statement for one that somebody forgot to bind, so words stand before it.
 */
@Component
@EnableConfigurationProperties(MajoritySettings.class)
public class Assignments {
    /** The one who asks, his roles as a practitioner, and his departments. */
    private static final String HIS_NAMES =
            "(select cast(:user as text) union all select d.unit from openward.department_member d where d.practitioner = :user)";

    private static final String IN_TIME = "(a.starts is null or a.starts <= cast(:now as timestamptz))"
            + " and (a.ends is null or a.ends > cast(:now as timestamptz))";

    private static final String HIS =
            "select a.patient from openward.patient_assignment a where a.member in " + HIS_NAMES + " and " + IN_TIME;

    private static final String IN_HIS_CARE = HIS + " and 'care' = a.kind";

    /** Also those whose glass he broke, as long as it is open. */
    private static final String OPEN_TO_HIM = HIS + " and ('care' = a.kind or 'glass' = a.kind)";

    /** Until the day on which he is of age; of somebody whose birth date is not known nobody can say it. */
    private static final String IS_MINOR = "p.born + cast(:majority as interval) > cast(:today as date)";

    /** Being a parent of a child, or a relative with a consent; of a grown patient, one that he gave when he was grown. */
    private static final String LET_HIM = "select a.patient from openward.patient_assignment a"
            + " left join openward.patient_birth p on p.tenant_id = a.tenant_id and p.patient = a.patient"
            + " where ('kin' = a.kind or 'guardian' = a.kind) and a.member = :user and " + IN_TIME
            + " and (('guardian' = a.kind and " + IS_MINOR + ")"
            + " or exists (select 1 from openward.patient_assignment b where 'consent' = b.kind"
            + " and b.member = a.member and b.patient = a.patient"
            + " and (b.starts is null or b.starts <= cast(:now as timestamptz))"
            + " and (b.ends is null or b.ends > cast(:now as timestamptz))"
            + " and (p.born is null or " + IS_MINOR + " or b.given >= p.born + cast(:majority as interval))))";

    private static final String HIS_FIRMS = "select %s from openward.department_member a"
            + " where a.practitioner = :user and a.unit like 'Organization/%%'";

    private static final String IN_HIS_TASKS = "select %s from openward.open_task a where a.owner in " + HIS_NAMES;

    private static final Pattern NAME = Pattern.compile("(?<!:):(user|now|today|majority)\\b");

    private final NamedParameterJdbcTemplate jdbc;
    private final Tenants tenants;
    private final MajoritySettings majority;
    private final Clock clock;

    Assignments(NamedParameterJdbcTemplate jdbc, Tenants tenants, MajoritySettings majority, Clock clock) {
        this.jdbc = jdbc;
        this.tenants = tenants;
        this.majority = majority;
        this.clock = clock;
    }

    /** The patients whom somebody may see: those in his care, and those whose glass he broke. */
    public Records openTo(String user) {
        return records("Patient", OPEN_TO_HIM, user);
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

    /** The organizations that somebody belongs to. */
    public Records firmsOf(String user) {
        return records("Organization", HIS_FIRMS.formatted("split_part(a.unit, '/', 2)"), user);
    }

    /** The same by their names, such as {@code Organization/7}. */
    Set<String> namesOfFirms(String user) {
        return Set.copyOf(jdbc.queryForList(HIS_FIRMS.formatted("distinct a.unit"), values(user), String.class));
    }

    /** Those of the patients, by their ids, who are in his care. */
    public Set<String> inCareOf(String user, Collection<String> patients) {
        return among(IN_HIS_CARE + " and a.patient in (:asked)", user, patients);
    }

    /** Those of the patients, by their ids, whom he may see. */
    public Set<String> openTo(String user, Collection<String> patients) {
        return among(OPEN_TO_HIM + " and a.patient in (:asked)", user, patients);
    }

    /** Those of the patients who let a relative act for them. */
    public Set<String> whoLet(String user, Collection<String> patients) {
        return among(LET_HIM + " and a.patient in (:asked)", user, patients);
    }

    /** All of the acting tenant who let a relative act for them, by their ids. */
    public Set<String> allWhoLet(String user) {
        return Set.copyOf(jdbc.queryForList(LET_HIM, values(user), String.class));
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
                : jdbc.queryForList(select, values(user).addValue("asked", asked), String.class).stream()
                        .collect(Collectors.toSet());
    }

    /** With question marks, in the order of their values. */
    private Records records(String type, String select, String user) {
        var values = new ArrayList<String>();
        var sql = new StringBuilder();
        var rest = NAME.matcher(select);
        while (rest.find()) {
            values.add(value(rest.group(1), user));
            rest.appendReplacement(sql, "?");
        }
        rest.appendTail(sql);
        return new Records(type, sql.toString(), List.copyOf(values));
    }

    private MapSqlParameterSource values(String user) {
        var values = new MapSqlParameterSource();
        List.of("user", "now", "today", "majority").forEach(name -> values.addValue(name, value(name, user)));
        return values;
    }

    private String value(String name, String user) {
        return switch (name) {
            case "user" -> user;
            case "now" -> clock.instant().toString();
            case "today" -> tenants.current().dayOf(clock.instant()).toString();
            default -> majority.of(Acting.tenant()) + " years";
        };
    }
}
