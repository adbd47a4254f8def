package org.openward.notifications;

import java.sql.Timestamp;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.openward.fhir.changes.Change;
import org.openward.notifications.carriers.Event;
import org.openward.tenancy.Acting;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** The events of each subscription, numbered without gaps; works in the acting caller's tenant and the open transaction. */
@Component
class EventLog {
    private final JdbcTemplate jdbc;
    private final NotificationMetrics metrics;

    EventLog(JdbcTemplate jdbc, NotificationMetrics metrics) {
        this.jdbc = jdbc;
        this.metrics = metrics;
    }

    private record Numbered(String subscription, long number, Change change) {}

    /**
     * Numbers what each subscription is to be told, in the order given; one that was stopped meanwhile is left out.
     *
     * @param news changes by the id of the subscription
     */
    void append(Map<String, List<Change>> news) {
        var last = lastNumbers(news);
        var rows = new ArrayList<Numbered>();
        last.forEach((subscription, number) -> {
            var changes = news.getOrDefault(subscription, List.of());
            var next = number - changes.size() + 1;
            for (var change : changes) {
                rows.add(new Numbered(subscription, next++, change));
            }
        });
        insert(rows);
        metrics.queued(rows.size());
    }

    private Map<String, Long> lastNumbers(Map<String, List<Change>> news) {
        var ids = news.keySet().stream().sorted().toArray(String[]::new);
        var counts = new Integer[ids.length];
        for (int i = 0; i < ids.length; i++) {
            counts[i] = news.getOrDefault(ids[i], List.of()).size();
        }
        var last = new HashMap<String, Long>();
        jdbc.query(
                """
                update openward.subscription s set events = s.events + n.events
                from unnest(?, ?) as n (id, events)
                where s.tenant_id = ? and s.id = n.id and s.status = 'active'
                returning s.id, s.events""",
                row -> {
                    last.put(row.getString("id"), row.getLong("events"));
                },
                ids,
                counts,
                Acting.tenant().value());
        return last;
    }

    private void insert(List<Numbered> rows) {
        var tenant = Acting.tenant().value();
        jdbc.batchUpdate(
                """
                insert into openward.subscription_event (tenant_id, subscription_id, number, resource_type, resource_id,
                    version, interaction, changed_at)
                values (?, ?, ?, ?, ?, ?, ?, ?)""",
                rows,
                1000,
                (row, event) -> {
                    row.setString(1, tenant);
                    row.setString(2, event.subscription());
                    row.setLong(3, event.number());
                    row.setString(4, event.change().type());
                    row.setString(5, event.change().id());
                    row.setLong(6, event.change().version());
                    row.setString(7, event.change().interaction());
                    row.setTimestamp(8, Timestamp.from(event.change().at()));
                });
    }

    /** The events of a subscription with a greater number, up to that many. */
    List<Event> after(String subscription, long number, int most) {
        return jdbc.query(
                """
                select number, resource_type, resource_id, version, interaction, changed_at
                from openward.subscription_event
                where tenant_id = ? and subscription_id = ? and number > ? order by number limit ?""",
                (row, count) -> new Event(
                        row.getLong("number"),
                        row.getString("resource_type"),
                        row.getString("resource_id"),
                        row.getLong("version"),
                        row.getString("interaction"),
                        row.getTimestamp("changed_at").toInstant()),
                Acting.tenant().value(),
                subscription,
                number,
                most);
    }

    /** Removes events of that age, but none that an active subscription still has to tell; gives how many. */
    int forget(Duration age) {
        return jdbc.update(
                """
                delete from openward.subscription_event e using openward.subscription s
                where e.tenant_id = ? and e.changed_at < clock_timestamp() - ? * interval '1 ms'
                    and s.tenant_id = e.tenant_id and s.id = e.subscription_id
                    and (s.status in ('error', 'off') or s.channel = 'websocket' or e.number <= s.delivered)""",
                Acting.tenant().value(),
                age.toMillis());
    }
}
