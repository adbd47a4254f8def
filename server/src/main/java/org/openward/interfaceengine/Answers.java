package org.openward.interfaceengine;

import java.util.Optional;
import org.openward.hl7v2.Acknowledgements;
import org.openward.hl7v2.Hl7Message;
import org.openward.interfaceengine.outbound.WorkQueries;
import org.openward.interfaceengine.outbound.WorkQueries.Acknowledged;
import org.openward.interfaceengine.worklists.TubeQueries;

/** What senders are answered with: queries by what they ask, everything else by an acknowledgement. */
record Answers(Acknowledgements acknowledgements, WorkQueries queries, TubeQueries tubes) {
    /** The answer to a query of an analyzer; nothing for any other message. */
    Optional<Acknowledged> toQuery(Hl7Message message, Analyzer analyzer, Sender sender) {
        return tubes.answer(message, analyzer, sender.address())
                .or(() -> queries.acknowledge(message, analyzer.tenant(), analyzer.device()));
    }
}
