package org.openward.privacy;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.util.Collection;
import java.util.Collections;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.Resource;
import org.openward.fhir.disclosure.Disclosure;
import org.openward.fhir.disclosure.Reader;
import org.openward.fhir.rows.RowLimit;
import org.openward.tenancy.Acting;
import org.openward.tenancy.TenantId;
import org.springframework.stereotype.Component;

/** What patients keep from whom by their Consents, unless a reader broke the glass. Nobody is kept from his own records. */
@Component
class ConsentDisclosure implements Disclosure {
    private static final int MOST_PATIENTS = 100_000;

    private final ConsentBook book;
    private final ConsentKnowledge knowledge;
    private final BreakGlassBook emergencies;
    private final Clock clock;
    private final RecordOwners owners;
    private final ClosedRows rows;
    private final Cache<Whose, Decided> decided =
            Caffeine.newBuilder().maximumSize(MOST_PATIENTS).build();

    ConsentDisclosure(
            ConsentBook book,
            ConsentKnowledge knowledge,
            BreakGlassBook emergencies,
            Clock clock,
            RecordOwners owners,
            ClosedRows rows) {
        this.book = book;
        this.knowledge = knowledge;
        this.emergencies = emergencies;
        this.clock = clock;
        this.owners = owners;
        this.rows = rows;
    }

    private record Whose(TenantId tenant, String patient) {}

    /** What a patient had decided when the book was at that page. */
    private record Decided(long page, List<Consent> consents) {}

    @Override
    public boolean isOpen() {
        return Acting.ifAny().flatMap(caller -> knowledge.page(caller.tenant())).isEmpty();
    }

    /** Whether one of those patients keeps anything from anybody. */
    boolean concerns(Collection<String> some) {
        return consents(some).values().stream().anyMatch(list -> !list.isEmpty());
    }

    @Override
    public Set<IBaseResource> closedTo(Reader reader, Collection<? extends IBaseResource> records) {
        if (isOpen()) {
            return Set.of();
        }
        var judged = owners.judged(records);
        var whoseAre = new IdentityHashMap<IBaseResource, SortedSet<String>>();
        judged.forEach((record, speaking) -> whoseAre.put(record, owners.of(speaking)));
        var all = new TreeSet<String>();
        whoseAre.values().forEach(all::addAll);
        if (reader.patient() != null) {
            all.remove(reader.patient());
        }
        var consents = consents(all);
        var closed = Collections.newSetFromMap(new IdentityHashMap<IBaseResource, Boolean>());
        var emergency = new HashMap<String, Boolean>();
        judged.forEach((record, speaking) -> {
            for (var patient : whoseAre.getOrDefault(record, Collections.emptySortedSet())) {
                if (isHidden(speaking, consents.getOrDefault(patient, List.of()), reader)
                        && !emergency.computeIfAbsent(patient, one -> emergencies.isOpen(reader, one))) {
                    closed.add(record);
                }
            }
        });
        return closed;
    }

    @Override
    public Optional<RowLimit> closedRows(Reader reader, String type) {
        return Acting.ifAny()
                .flatMap(caller -> knowledge.page(caller.tenant()))
                .flatMap(page -> rows.closedTo(reader, type, page));
    }

    private boolean isHidden(IBaseResource record, List<Consent> consents, Reader reader) {
        return consents.stream()
                .anyMatch(consent -> new ConsentPolicy(consent, clock.instant()).hides((Resource) record, reader));
    }

    /** Those that are not remembered are read with one statement. */
    private Map<String, List<Consent>> consents(Collection<String> some) {
        var tenant = Acting.tenant();
        long page = knowledge.page(tenant).orElse(0L);
        var known = new HashMap<String, List<Consent>>();
        var unknown = new TreeSet<String>();
        for (var patient : some) {
            var remembered = decided.getIfPresent(new Whose(tenant, patient));
            if (remembered != null && remembered.page() == page) {
                known.put(patient, remembered.consents());
            } else {
                unknown.add(patient);
            }
        }
        if (page > 0 && !unknown.isEmpty()) {
            book.of(unknown).forEach((patient, consents) -> {
                known.put(patient, consents);
                if (knowledge.isBeingChanged()) {
                    return;
                }
                decided.put(new Whose(tenant, patient), new Decided(page, consents));
            });
        }
        return known;
    }
}
