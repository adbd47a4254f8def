package org.openward.interfaceengine.astm;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Optional;
import org.openward.astm.HostQuery;
import org.openward.astm.HostQuery.Request;
import org.openward.astm.OrderWriter;
import org.openward.astm.tcp.Conversation.Reply;
import org.openward.interfaceengine.Analyzer;
import org.openward.interfaceengine.worklists.Worklists;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.Tenants;
import org.springframework.stereotype.Component;

/** Tells an analyzer that asks by ASTM what to do with the tubes that it names, never with all. */
@Component
class WorkAnswers {
    private static final String US = "OPENWARD";

    private final Worklists worklists;
    private final Tenants tenants;
    private final Clock clock;

    WorkAnswers(Worklists worklists, Tenants tenants, Clock clock) {
        this.worklists = worklists;
        this.tenants = tenants;
        this.clock = clock;
    }

    /** Nothing when the analyzer only takes an earlier question back. */
    Optional<Reply> answer(Analyzer analyzer, HostQuery query, String name, Caller caller) {
        if (query.request() == Request.CANCEL) {
            return Optional.empty();
        }
        var message = Acting.as(caller, () -> message(analyzer, query, name));
        return Optional.of(new Reply(
                new String(message, StandardCharsets.ISO_8859_1),
                analyzer.dialect().packing()));
    }

    private byte[] message(Analyzer analyzer, HostQuery query, String name) {
        var dialect = analyzer.dialect();
        var zone = dialect.zone(tenants.current().timeZone());
        var charset = dialect.transmission().fallback();
        var writer = new OrderWriter(US, name, clock.withZone(zone), dialect.astm(), charset);
        return query.request() == Request.RESULTS || query.samples().isEmpty()
                ? writer.refusal()
                : writer.answer(worklists.of(analyzer, query.samples(), query.tests()));
    }
}
