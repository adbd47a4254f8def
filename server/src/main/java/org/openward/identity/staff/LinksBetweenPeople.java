package org.openward.identity.staff;

import java.util.Optional;
import org.openward.approvals.Independence;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Whoever made the link by which somebody set the password could have set it himself, and signed in as that person; and so as those whose
 * links that person made.
 */
@Component
@ConditionalOnProperty(name = "openward.security.issuer", matchIfMissing = true, havingValue = "embedded")
class LinksBetweenPeople implements Independence {
    private final JdbcClient jdbc;

    LinksBetweenPeople(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public Optional<String> objectionTo(String approver, String proposer) {
        var linked = jdbc.sql(
                        """
                        with recursive before_him (somebody, maker) as (
                            select lower(user_name), lower(link_by) from identity.person
                            where lower(user_name) in (lower(:one), lower(:other)) and link_by is not null
                            union
                            select somebody, lower(link_by) from before_him
                            join identity.person on lower(user_name) = maker
                            where link_by is not null)
                        select exists (select from before_him
                            where maker in (lower(:one), lower(:other)) and maker <> somebody)
                        """)
                .param("one", approver)
                .param("other", proposer)
                .query(Boolean.class)
                .single();
        return linked
                ? Optional.of("One of the two, who proposed this and who approves it, made the link by which the other"
                        + " set the password, or a link on the way to it, and could be both.")
                : Optional.empty();
    }
}
