package org.openward.notifications;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.openward.fhir.changes.Change;
import org.openward.notifications.Audience.Deaf;
import org.openward.notifications.outbox.Bells;
import org.openward.notifications.outbox.Outbox;
import org.openward.notifications.outbox.SubscriptionKey;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.TenantId;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Gives each change to those who want to hear of it. Changes are taken away and events are numbered in one transaction, by
 * one worker of a tenant at a time, so that each event is numbered once, in the order of the changes.
 */
@Component
class Matching {
    private static final int TURN = 100;

    private final Outbox outbox;
    private final EventLog log;
    private final Audience audience;
    private final TransactionOperations transactions;
    private final Bells bells;
    private final SubscriptionDesk desk;

    Matching(
            Outbox outbox,
            EventLog log,
            Audience audience,
            TransactionOperations transactions,
            Bells bells,
            SubscriptionDesk desk) {
        this.outbox = outbox;
        this.log = log;
        this.audience = audience;
        this.transactions = transactions;
        this.bells = bells;
        this.desk = desk;
    }

    /** What one turn did. */
    private record Turn(int changes, Set<String> told, Collection<Deaf> deaf) {
        static final Turn NOTHING = new Turn(0, Set.of(), List.of());
    }

    /** Looks at some changes of the tenant; whether there may be more. */
    boolean takeTurn(TenantId tenant) {
        var server = Caller.server(tenant, UUID.randomUUID().toString());
        return Acting.as(server, () -> {
            var turn = transactions.execute(status -> outbox.claim() ? match() : Turn.NOTHING);
            if (turn == null) {
                return false;
            }
            turn.told().forEach(id -> bells.newsFor(new SubscriptionKey(tenant, id)));
            turn.deaf().forEach(one -> desk.silence(one.id(), one.terms(), one.reason()));
            return turn.changes() == TURN;
        });
    }

    private Turn match() {
        var changes = outbox.first(TURN);
        if (changes.isEmpty()) {
            return Turn.NOTHING;
        }
        var roll = audience.roll();
        Map<String, List<Change>> news = new LinkedHashMap<>();
        Map<String, Deaf> deaf = new LinkedHashMap<>();
        roll.deaf().forEach(one -> deaf.put(one.id(), one));
        for (var change : changes) {
            var heard = audience.of(change, roll);
            heard.told().forEach(id -> news.computeIfAbsent(id, first -> new ArrayList<>())
                    .add(change));
            heard.deaf().forEach(one -> deaf.put(one.id(), one));
        }
        if (!news.isEmpty()) {
            log.append(news);
        }
        outbox.remove(changes);
        return new Turn(changes.size(), news.keySet(), deaf.values());
    }
}
