package org.openward.privacy;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry;
import ca.uhn.fhir.rest.server.util.ISearchParamRegistry.SearchParamLookupContextEnum;
import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.openward.fhir.disclosure.Reader;
import org.openward.fhir.rows.RowLimit;
import org.openward.fhir.rows.RowLimit.IsAmong;
import org.openward.fhir.rows.RowLimit.Records;
import org.openward.fhir.rows.RowLimit.RefersTo;
import org.openward.tenancy.Acting;
import org.openward.tenancy.TenantId;
import org.springframework.stereotype.Component;

/** What patients keep from a reader, said so that the database can leave it out: of matches, their number, and what chains look into. */
@Component
class ClosedRows {
    private static final int MOST_TENANTS = 1000;
    private static final String PATIENT = "Patient";

    /** The ids stand in one value, whatever their number; none has a comma. */
    private static final String THOSE = "select unnest(string_to_array(?, ','))";

    /** Beside those of the patient's compartment. */
    private static final List<String> MORE_PARAMETERS = List.of("patient", "subject");

    private final ConsentBook book;
    private final BreakGlassBook emergencies;
    private final FhirContext fhir;
    private final ISearchParamRegistry searchParameters;
    private final Clock clock;
    private final Cache<TenantId, Wills> known =
            Caffeine.newBuilder().maximumSize(MOST_TENANTS).build();

    ClosedRows(
            ConsentBook book,
            BreakGlassBook emergencies,
            FhirContext fhir,
            ISearchParamRegistry searchParameters,
            Clock clock) {
        this.book = book;
        this.emergencies = emergencies;
        this.fhir = fhir;
        this.searchParameters = searchParameters;
        this.clock = clock;
    }

    /** What the patients of a tenant had decided when its book was at that page. */
    private record Wills(long page, List<SharedWill> each) {}

    /** Those of a type; nothing if there are none. Who want the same, in whatever words and since whatever day, stand in one condition. */
    Optional<RowLimit> closedTo(Reader reader, String type, long page) {
        var policy = new ConsentRows(fhir, searchParameters, clock.instant());
        var closed = new LinkedHashMap<RowLimit, Set<String>>();
        for (var will : wills(page)) {
            closed.computeIfAbsent(policy.hidden(will.consent(), type, reader), none -> new TreeSet<>())
                    .addAll(will.patients());
        }
        closed.remove(RowLimit.NONE);
        if (closed.isEmpty()) {
            return Optional.empty();
        }
        var open = emergencies.openTo(reader);
        var ways = new ArrayList<RowLimit>();
        closed.forEach((rows, patients) -> whose(patients, reader, open)
                .map(those -> of(type, those))
                .filter(theirs -> !theirs.equals(RowLimit.NONE))
                .ifPresent(theirs -> ways.add(new RowLimit.AllOf(List.of(theirs, rows)))));
        return ways.isEmpty() ? Optional.empty() : Optional.of(new RowLimit.AnyOf(ways));
    }

    /** Nobody is kept from his own record, or from one to which he broke the glass. */
    private static Optional<Records> whose(Set<String> all, Reader reader, Set<String> open) {
        var patients = all.stream()
                .filter(patient -> !patient.equals(reader.patient()) && !open.contains(patient))
                .collect(Collectors.joining(","));
        return patients.isEmpty() ? Optional.empty() : Optional.of(new Records(PATIENT, THOSE, List.of(patients)));
    }

    /** Of a type that names no patients, such as Practitioner, nobody keeps anything. */
    private RowLimit of(String type, Records patients) {
        if (type.equals(PATIENT)) {
            return new IsAmong(patients);
        }
        var compartment = fhir.getResourceDefinition(type).getSearchParamsForCompartmentName(PATIENT).stream()
                .map(parameter -> parameter.getName());
        var leading = Stream.concat(compartment, MORE_PARAMETERS.stream())
                .distinct()
                .filter(parameter -> leadsSomewhere(type, parameter))
                .toList();
        return leading.isEmpty() ? RowLimit.NONE : new RefersTo(leading, patients);
    }

    private boolean leadsSomewhere(String type, String parameter) {
        var known = searchParameters.getActiveSearchParam(type, parameter, SearchParamLookupContextEnum.SEARCH);
        return known != null && !known.getPathsSplitForResourceType(type).isEmpty();
    }

    /** Asked without a lock, as whoever waits for it may hold the connection that it needs. */
    private List<SharedWill> wills(long page) {
        var tenant = Acting.tenant();
        var remembered = known.getIfPresent(tenant);
        if (remembered != null && remembered.page() == page) {
            return remembered.each();
        }
        var wills = book.shared();
        known.put(tenant, new Wills(page, wills));
        return wills;
    }
}
