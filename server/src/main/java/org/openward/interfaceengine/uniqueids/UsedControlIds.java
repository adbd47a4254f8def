package org.openward.interfaceengine.uniqueids;

import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.openward.tenancy.Acting;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The control ids of analyzers that give each of theirs to one message only, since the description of the analyzer says that it does. The
 * first message to come under an id has it for ever, also when several come at once over different connections and to different servers.
 */
@Component
public class UsedControlIds {
    private final JdbcClient jdbc;

    UsedControlIds(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A message under a control id of its analyzer.
     *
     * @param content the digest of its bytes
     */
    public record Use(String device, String controlId, String content) {}

    /** Enters these uses in their order, in the open transaction; gives back those whose id means a message with other content. */
    public Set<Use> taken(List<Use> uses) {
        if (uses.isEmpty()) {
            return Set.of();
        }
        // In one order on all servers, so that none of them waits for the other in a circle.
        statement(
                        """
                        insert into openward.feed_control_id (tenant_id, device_id, control_id, content)
                        select distinct on (device, id) :tenant, device, id, content from unnest(
                            cast(:devices as text[]), cast(:ids as text[]), cast(:contents as text[]))
                            with ordinality as given (device, id, content, number)
                        order by device, id, number
                        on conflict do nothing""",
                        uses)
                .update();
        return statement(
                        """
                        select given.device, given.id, given.content from unnest(
                            cast(:devices as text[]), cast(:ids as text[]), cast(:contents as text[]))
                            as given (device, id, content)
                        join openward.feed_control_id known
                            on known.tenant_id = :tenant and known.device_id = given.device and known.control_id = given.id
                        where known.content <> given.content""",
                        uses)
                .query((row, number) -> new Use(row.getString("device"), row.getString("id"), row.getString("content")))
                .stream()
                .collect(Collectors.toUnmodifiableSet());
    }

    private JdbcClient.StatementSpec statement(String sql, List<Use> uses) {
        return jdbc.sql(sql)
                .param("tenant", Acting.tenant().value())
                .param("devices", texts(uses, Use::device))
                .param("ids", texts(uses, Use::controlId))
                .param("contents", texts(uses, Use::content));
    }

    private static String[] texts(List<Use> uses, Function<Use, String> column) {
        return uses.stream().map(column).toArray(String[]::new);
    }
}
