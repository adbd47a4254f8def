package org.openward.identity;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.core.userdetails.User;
import org.springframework.security.core.userdetails.UserDetails;
import org.springframework.security.core.userdetails.UserDetailsService;
import org.springframework.security.core.userdetails.UsernameNotFoundException;
import org.springframework.transaction.support.TransactionTemplate;

/** The people who may sign in at this server's own login page. */
final class People implements UserDetailsService {
    private final JdbcClient jdbc;
    private final TransactionTemplate transaction;

    People(JdbcClient jdbc, TransactionTemplate transaction) {
        this.jdbc = jdbc;
        this.transaction = transaction;
    }

    Optional<Person> find(String userName) {
        return jdbc.sql(
                        """
                        select user_name, password, scopes, permissions, tenants, fhir_user, patient
                        from identity.person where user_name = ? and enabled
                        """)
                .param(userName)
                .query((row, number) -> new Person(
                        row.getString("user_name"),
                        row.getString("password"),
                        words(row.getString("scopes")),
                        words(row.getString("permissions")),
                        words(row.getString("tenants")),
                        Optional.ofNullable(row.getString("fhir_user")),
                        Optional.ofNullable(row.getString("patient"))))
                .optional();
    }

    /** Somebody who has signed in; {@link UsernameNotFoundException} when the account was closed meanwhile. */
    Person named(String userName) {
        return find(userName).orElseThrow(() -> new UsernameNotFoundException("This account is closed."));
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

    @Override
    public UserDetails loadUserByUsername(String userName) {
        return find(userName)
                .map(person -> User.withUsername(person.userName())
                        .password(person.password())
                        .authorities(List.of())
                        .build())
                .orElseThrow(() -> new UsernameNotFoundException("No such account."));
    }

    private static List<String> words(@Nullable String text) {
        return text == null || text.isBlank() ? List.of() : Arrays.asList(text.split(" "));
    }
}
