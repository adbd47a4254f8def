package org.openward.identity.staff;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Optional;
import org.openward.approvals.Independence;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Whoever made the link by which somebody set the password could have set it himself, and signed in as that person; and so as those whose
 * links that person made from then on. An invitation is meant for somebody new, and two who came by one host are two; who could take over
 * both by links that were made anew is not.
 */
@Component
@ConditionalOnProperty(name = "openward.security.issuer", matchIfMissing = true, havingValue = "embedded")
class LinksBetweenPeople implements Independence {
    /** A link counts for a proposal that was made under it, or a day later: tokens live on for moments, and clocks differ. */
    private static final String MAKERS =
            """
            with recursive before_him (somebody, maker, occasion, used_at) as (
                select lower(user_name), lower(made_by), occasion, used_at from identity.used_link
                where lower(user_name) in (lower(:one), lower(:other))
                    and (replaced_at is null or replaced_at > cast(:proposed as timestamptz) - interval '1 day')
                union
                select somebody, lower(link.made_by), link.occasion, link.used_at from before_him
                join identity.used_link link on lower(link.user_name) = maker and link.used_at <= before_him.used_at)
            """;

    private static final String ONE_LET_IN_THE_OTHER = MAKERS
            + """
                    select exists (select from before_him
                        where maker in (lower(:one), lower(:other)) and maker <> somebody)
                    """;

    private static final String BOTH_IN_THE_SAME_HANDS = MAKERS
            + """
                    select exists (select from before_him one join before_him other using (maker)
                        where one.somebody = lower(:one) and other.somebody = lower(:other)
                            and one.occasion = 'reset' and other.occasion = 'reset')
                    """;

    private final JdbcClient jdbc;

    LinksBetweenPeople(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    @Override
    public Optional<String> objectionTo(String approver, String proposer, Instant proposed) {
        if (is(ONE_LET_IN_THE_OTHER, approver, proposer, proposed)) {
            return Optional.of("One of the two, who proposed this and who approves it, made the link by which the other"
                    + " set the password, or a link on the way to it, and could be both.");
        }
        return is(BOTH_IN_THE_SAME_HANDS, approver, proposer, proposed)
                ? Optional.of(
                        "Of both, who proposed this and who approves it, the password was reset by a link that the same"
                                + " person made, or one on the way to it, and that person could be both.")
                : Optional.empty();
    }

    private boolean is(String question, String approver, String proposer, Instant proposed) {
        return jdbc.sql(question)
                .param("one", approver)
                .param("other", proposer)
                .param("proposed", OffsetDateTime.ofInstant(proposed, ZoneOffset.UTC))
                .query(Boolean.class)
                .single();
    }
}
