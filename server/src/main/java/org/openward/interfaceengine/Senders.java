package org.openward.interfaceengine;

import java.util.List;
import java.util.Optional;
import org.openward.tenancy.TenantId;
import org.springframework.stereotype.Component;

/** Decides whether a sender is heard, and as which analyzer. */
@Component
class Senders {
    private final Analyzers analyzers;
    private final MllpSettings settings;

    Senders(Analyzers analyzers, MllpSettings settings) {
        this.analyzers = analyzers;
        this.settings = settings;
    }

    /** The one analyzer that the sender can be; none when it is unknown or could be two. */
    Optional<Analyzer> recognise(Sender sender) {
        List<Analyzer> candidates = analyzers.candidates(sender);
        if (candidates.isEmpty()) {
            return guest(sender);
        }
        return candidates.size() == 1 ? Optional.of(candidates.get(0)) : Optional.empty();
    }

    private Optional<Analyzer> guest(Sender sender) {
        return settings.acceptUnknownSenders() && sender.origin().isLoopbackAddress()
                ? Optional.of(Analyzer.unregistered(TenantId.DEFAULT, sender))
                : Optional.empty();
    }
}
