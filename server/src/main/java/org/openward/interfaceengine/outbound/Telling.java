package org.openward.interfaceengine.outbound;

import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Consumer;
import org.hl7.fhir.r4.model.Resource;
import org.openward.fhir.changes.Change;
import org.openward.fhir.verbatim.RecordVersions;
import org.openward.interfaceengine.outbound.Destinations.Destination;
import org.openward.tenancy.Acting;
import org.openward.tenancy.Caller;
import org.openward.tenancy.TenantId;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Writes the messages of each change for whoever is told of it. The change is taken away and its messages are put in line in
 * one transaction, by one worker of a tenant at a time, so that each is written once, in the order of the changes.
 */
@Component
class Telling {
    private static final Logger LOG = LoggerFactory.getLogger(Telling.class);
    private static final int TURN = 50;

    private final ChangesToTell changes;
    private final RecordVersions versions;
    private final Destinations destinations;
    private final LetterWriter letters;
    private final TransactionOperations transactions;

    Telling(
            ChangesToTell changes,
            RecordVersions versions,
            Destinations destinations,
            LetterWriter letters,
            TransactionOperations transactions) {
        this.changes = changes;
        this.versions = versions;
        this.destinations = destinations;
        this.letters = letters;
        this.transactions = transactions;
    }

    /**
     * Looks at some changes of the tenant; whether there may be more.
     *
     * @param news hears of each destination for which something was put in line
     */
    boolean takeTurn(TenantId tenant, Consumer<DestinationKey> news) {
        var server = Caller.server(tenant, UUID.randomUUID().toString());
        return Acting.as(server, () -> {
            for (int change = 0; change < TURN; change++) {
                var told = tellNext();
                if (told.isEmpty()) {
                    return false;
                }
                told.get().forEach(id -> news.accept(new DestinationKey(tenant, id)));
            }
            return true;
        });
    }

    /** The destinations for which the next change put something in line; nothing when there is no change to tell. */
    private Optional<List<String>> tellNext() {
        var broken = new HashSet<String>();
        while (true) {
            try {
                var told = transactions.execute(open -> tellFirst(broken));
                return told == null ? Optional.empty() : told;
            } catch (NotComposed failure) {
                LOG.warn("{} ({}).", failure.getMessage(), failure.kind());
                if (failure.isPassing() || !broken.add(failure.destination())) {
                    throw failure;
                }
            }
        }
    }

    /** @param broken destinations for which this change cannot be written: a person is asked, and the others go on */
    private Optional<List<String>> tellFirst(Set<String> broken) {
        if (!changes.claim()) {
            return Optional.empty();
        }
        var first = changes.first();
        if (first.isEmpty()) {
            return Optional.empty();
        }
        var change = first.get().change();
        var listening = destinations.toldOf(change.type()).stream()
                .filter(destination -> !first.get().isSaidBy(destination.terms()))
                .toList();
        var record = listening.isEmpty() ? Optional.<Resource>empty() : record(change);
        var told = record.map(found -> listening.stream()
                        .filter(destination -> tell(destination, change, found, broken))
                        .map(Destination::id)
                        .toList())
                .orElse(List.of());
        changes.remove(change);
        return Optional.of(told);
    }

    private boolean tell(Destination destination, Change change, Resource record, Set<String> broken) {
        if (broken.contains(destination.id())) {
            letters.giveUp(destination, change, record);
            return false;
        }
        try {
            return letters.write(destination, change, record);
        } catch (RuntimeException failure) {
            throw new NotComposed(destination.id(), failure);
        }
    }

    /** Of a deleted record, the version before. */
    private Optional<Resource> record(Change change) {
        var now = version(change, change.version());
        return now.isPresent() || !change.interaction().equals(Change.DELETE)
                ? now
                : version(change, change.version() - 1);
    }

    private Optional<Resource> version(Change change, long version) {
        return version < 1 ? Optional.empty() : versions.find(change.type(), change.id(), version);
    }
}
