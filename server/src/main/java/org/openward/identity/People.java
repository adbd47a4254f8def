package org.openward.identity;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.openward.security.roles.RoleRights;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

/** What the people may do who sign in at this server: what their accounts say, and what their roles give them. */
final class People {
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;
    private final RoleRights rights = RoleRights.read();

    People(JdbcClient jdbc, TransactionTemplate transaction) {
        this.jdbc = jdbc;
        this.transaction = transaction;
    }

    Optional<Person> find(String userName) {
        return jdbc.sql(
                        """
                        select user_name, password, scopes, permissions, tenants, fhir_user, patient,
                            (select string_agg(role, ' ') from identity.account_role
                                where account_role.user_name = person.user_name) roles
                        from identity.person where user_name = ? and enabled
                        """)
                .param(userName)
                .query(this::person)
                .optional();
    }

    private Person person(ResultSet row, int number) throws SQLException {
        var roles = words(row.getString("roles"));
        var fhirUser = Optional.ofNullable(row.getString("fhir_user"));
        var scopes = both(words(row.getString("scopes")), rights.scopes(roles));
        return new Person(
                row.getString("user_name"),
                row.getString("password") == null ? "" : row.getString("password"),
                fhirUser.filter(People::isNoStaff).isPresent() ? Person.ofOnePatient(scopes) : scopes,
                both(words(row.getString("permissions")), rights.permissions(roles)),
                words(row.getString("tenants")),
                fhirUser,
                Optional.ofNullable(row.getString("patient")));
    }

    /** Patients and caregivers speak of one patient at a time. */
    private static boolean isNoStaff(String fhirUser) {
        return fhirUser.startsWith("Patient/") || fhirUser.startsWith("RelatedPerson/");
    }

    boolean isAnyoneKnown() {
        return jdbc.sql("select exists (select 1 from identity.person)")
                .query(Boolean.class)
                .single();
    }

    /** Gives that person an account; false when the name is taken. */
    boolean admit(Person person) {
        var added = transaction.execute(status -> jdbc.sql(
                        """
                        insert into identity.person (user_name, password, scopes, permissions, tenants, fhir_user, patient)
                        values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing
                        """)
                .param(person.userName())
                .param(person.password())
                .param(String.join(" ", person.scopes()))
                .param(String.join(" ", person.permissions()))
                .param(String.join(" ", person.tenants()))
                .param(person.fhirUser().orElse(null))
                .param(person.patient().orElse(null))
                .update());
        return added != null && added == 1;
    }

    private static List<String> both(List<String> own, List<String> ofRoles) {
        return Stream.concat(own.stream(), ofRoles.stream()).distinct().toList();
    }

    private static List<String> words(@Nullable String text) {
        return text == null || text.isBlank() ? List.of() : Arrays.asList(text.split(" "));
    }
}
