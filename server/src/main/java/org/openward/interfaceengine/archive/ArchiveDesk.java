package org.openward.interfaceengine.archive;

import java.time.Clock;
import java.util.stream.Collectors;
import org.openward.audit.AuditEntry;
import org.openward.audit.AuditEntry.About;
import org.openward.audit.AuditEntry.Action;
import org.openward.audit.AuditEntry.Activity;
import org.openward.audit.AuditEntry.Deed;
import org.openward.audit.AuditTrail;
import org.openward.tenancy.Acting;
import org.springframework.stereotype.Component;

/** Where people look through the messages that arrived. The bytes themselves need a right of their own and are audited one by one. */
@Component
class ArchiveDesk {
    /** The right to read the bytes of messages, which no other permission contains. */
    static final String RAW_MESSAGES = "feed/raw-messages";

    private final FeedArchive archive;
    private final AuditTrail audit;
    private final Clock clock;

    ArchiveDesk(FeedArchive archive, AuditTrail audit, Clock clock) {
        this.archive = archive;
        this.audit = audit;
        this.clock = clock;
    }

    MessageList list(ListMessages asked) {
        if (asked.raw() && !Acting.caller().may(RAW_MESSAGES)) {
            throw new RawMessagesClosed();
        }
        var list = archive.list(asked, clock.instant());
        if (asked.raw() && !list.messages().isEmpty()) {
            audit.recordNow(shown(list));
        }
        return list;
    }

    private static AuditEntry shown(MessageList list) {
        var numbers = list.messages().stream()
                .map(message -> Long.toString(message.number()))
                .collect(Collectors.joining(" "));
        return new AuditEntry(
                Acting.caller(),
                Deed.done(Activity.REST, Action.READ, "operation"),
                About.NOTHING,
                "$feed-messages, bytes of " + numbers);
    }
}
