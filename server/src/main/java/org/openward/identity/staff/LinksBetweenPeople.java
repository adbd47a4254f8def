package org.openward.identity.staff;

import java.util.Optional;
import org.openward.approvals.Independence;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Whoever made the link by which somebody set the password could have set it himself, and signed in as that person. */
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
                        select exists (select from identity.person
                            where (user_name = :one and lower(link_by) = lower(:other))
                                or (user_name = :other and lower(link_by) = lower(:one)))
                        """)
                .param("one", approver)
                .param("other", proposer)
                .query(Boolean.class)
                .single();
        return linked
                ? Optional.of("One of the two, who proposed this and who approves it, made the link by which the other"
                        + " set the password, and could be both.")
                : Optional.empty();
    }
}
