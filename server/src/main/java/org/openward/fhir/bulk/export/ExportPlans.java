package org.openward.fhir.bulk.export;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Group;
import org.hl7.fhir.r4.model.Group.GroupMemberComponent;
import org.hl7.fhir.r4.model.IdType;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.FhirStore;
import org.openward.fhir.bulk.BulkParameters;
import org.openward.fhir.bulk.BulkRights;
import org.openward.fhir.bulk.UnusableBulkRequest;
import org.openward.fhir.bulk.export.Deidentified.Dates;
import org.openward.fhir.bulk.export.ExportPlan.Filter;
import org.openward.fhir.bulk.export.ExportPlan.Scope;
import org.springframework.stereotype.Component;

/** Reads what a client wants to take out, and refuses what he may not or what is not done here. */
@Component
class ExportPlans {
    private static final Set<String> FORMATS = Set.of("application/fhir+ndjson", "application/ndjson", "ndjson");

    private static final String DEIDENTIFY = "_deidentify";

    private static final Set<String> PARAMETERS =
            Set.of("_outputFormat", "_since", "_until", "_type", "_typeFilter", "_elements", "patient", DEIDENTIFY);

    /** A comma that is not within a search, but between two. */
    private static final Pattern BETWEEN_SEARCHES = Pattern.compile(",(?=[A-Z][A-Za-z]+\\?)");

    /** Kept in tables of its own, and searched there. */
    private static final String AUDIT = "AuditEvent";

    private final FhirContext context;
    private final BulkRights rights;
    private final PatientCompartment compartment;
    private final FilteredRecords searches;
    private final FhirStore store;
    private final Clock clock;

    ExportPlans(
            FhirContext context,
            BulkRights rights,
            PatientCompartment compartment,
            FilteredRecords searches,
            FhirStore store,
            Clock clock) {
        this.context = context;
        this.rights = rights;
        this.compartment = compartment;
        this.searches = searches;
        this.store = store;
        this.clock = clock;
    }

    /** @param group the Group whose members it is about, if it is */
    ExportPlan of(RequestDetails request, Scope scope, @Nullable String group) {
        var asked = BulkParameters.of(request);
        var unknown = asked.unknownBeside(PARAMETERS);
        asked.one("_outputFormat").ifPresent(ExportPlans::requireFormat);
        var types = types(asked, scope, request);
        var members = group == null ? null : members(group, request);
        var wanted = wanted(asked, scope);
        return new ExportPlan(
                scope,
                types,
                asked.moment("_since").map(Instant::toString).orElse(null),
                asked.moment("_until").map(Instant::toString).orElse(null),
                filters(asked, types, request),
                chosen(wanted, members),
                ChosenElements.require(context, asked.each("_elements"), types).names(),
                rights.userOf(request).orElse(null),
                deidentified(asked).orElse(null),
                notes(unknown, wanted, members));
    }

    private static void requireFormat(String format) {
        // A plus sign that is not escaped in a URL arrives as a space.
        if (!FORMATS.contains(format.replace(' ', '+'))) {
            throw UnusableBulkRequest.unreadable("_outputFormat", "application/fhir+ndjson");
        }
    }

    private static Optional<Deidentified> deidentified(BulkParameters asked) {
        return asked.one(DEIDENTIFY)
                .map(word -> Dates.of(word)
                        .orElseThrow(() -> UnusableBulkRequest.unreadable(DEIDENTIFY, "safe-harbor or date-shift")))
                .map(Deidentified::anew);
    }

    private List<String> types(BulkParameters asked, Scope scope, RequestDetails request) {
        var isDeidentified = asked.one(DEIDENTIFY).isPresent();
        var wanted = asked.each("_type");
        if (isDeidentified) {
            wanted.stream()
                    .filter(type -> !Deidentification.TYPES.contains(type))
                    .findFirst()
                    .ifPresent(type -> {
                        throw new UnusableBulkRequest(
                                type
                                        + " cannot be told without telling of whom. Leave it out of _type, or leave out _deidentify.");
                    });
        }
        if (!wanted.isEmpty()) {
            wanted.forEach(type -> require(type, scope, request));
            return wanted.stream().sorted().toList();
        }
        var open = context.getResourceTypes().stream()
                .filter(type -> !isDeidentified || Deidentification.TYPES.contains(type))
                .filter(type -> isOffered(type, scope) && rights.mayTakeOut(request, type))
                .sorted()
                .toList();
        if (open.isEmpty()) {
            throw NotForThisCaller.toTakeOutAnything();
        }
        return open;
    }

    private boolean isOffered(String type, Scope scope) {
        return !AUDIT.equals(type) && (scope == Scope.EVERYTHING || compartment.holds(type));
    }

    private void require(String type, Scope scope, RequestDetails request) {
        if (!context.getResourceTypes().contains(type)) {
            throw UnusableBulkRequest.unreadable("_type", "a list of FHIR types");
        }
        if (AUDIT.equals(type)) {
            throw new UnusableBulkRequest("AuditEvent is not exported. Search the audit trail instead.");
        }
        if (!isOffered(type, scope)) {
            throw new UnusableBulkRequest(
                    type + " is no part of a patient's record. Export it from the whole server instead.");
        }
        if (!rights.mayTakeOut(request, type)) {
            throw NotForThisCaller.toTakeOut(type);
        }
    }

    private List<Filter> filters(BulkParameters asked, List<String> types, RequestDetails request) {
        return asked.all("_typeFilter").stream()
                .flatMap(text -> Stream.of(BETWEEN_SEARCHES.split(text)))
                .map(text -> filter(text, types, request))
                .toList();
    }

    private Filter filter(String text, List<String> types, RequestDetails request) {
        var parts = text.split("\\?", 2);
        if (parts.length < 2 || parts[1].isBlank()) {
            throw UnusableBulkRequest.unreadable("_typeFilter", "a search such as Observation?category=laboratory");
        }
        if (!types.contains(parts[0])) {
            throw new UnusableBulkRequest("The _typeFilter speaks of " + parts[0] + ", which is not exported.");
        }
        rights.requireSearch(request, parts[0], searches.require(parts[0], parts[1]));
        return new Filter(parts[0], parts[1]);
    }

    private static List<String> wanted(BulkParameters asked, Scope scope) {
        var wanted = asked.each("patient").stream().map(ExportPlans::patient).toList();
        if (scope == Scope.EVERYTHING && !wanted.isEmpty()) {
            throw new UnusableBulkRequest("The parameter patient belongs to an export of patients or of a group.");
        }
        return wanted;
    }

    /** Nothing, when it is about all patients. */
    private static @Nullable List<String> chosen(List<String> wanted, @Nullable Set<String> members) {
        if (members == null) {
            return wanted.isEmpty() ? null : wanted;
        }
        return wanted.isEmpty()
                ? List.copyOf(members)
                : wanted.stream().filter(members::contains).toList();
    }

    private static String patient(String reference) {
        var id = new IdType(reference);
        if (!id.hasIdPart() || (id.hasResourceType() && !PatientCompartment.PATIENT.equals(id.getResourceType()))) {
            throw UnusableBulkRequest.unreadable("patient", "a reference such as Patient/12");
        }
        return id.getIdPart();
    }

    private Set<String> members(String group, RequestDetails request) {
        if (!rights.mayTakeOut(request, "Group")) {
            throw NotForThisCaller.toTakeOut("Group");
        }
        var members = new TreeSet<String>();
        for (var member : store.read(Group.class, group).getMember()) {
            var entity = member.getEntity().getReferenceElement();
            if (PatientCompartment.PATIENT.equals(entity.getResourceType()) && isMemberNow(member)) {
                members.add(entity.getIdPart());
            }
        }
        return members;
    }

    private boolean isMemberNow(GroupMemberComponent member) {
        var now = clock.instant();
        var period = member.getPeriod();
        return !member.getInactive()
                && (!period.hasStart() || !period.getStart().toInstant().isAfter(now))
                && (!period.hasEnd() || !period.getEnd().toInstant().isBefore(now));
    }

    private static List<String> notes(List<String> unknown, List<String> wanted, @Nullable Set<String> members) {
        var notes = new ArrayList<String>();
        unknown.forEach(
                name -> notes.add("This server does not know the parameter " + name + " here. It was left out."));
        if (members != null) {
            wanted.stream()
                    .filter(patient -> !members.contains(patient))
                    .forEach(patient -> notes.add("Patient/" + patient + " is no current member of the group."));
        }
        return notes;
    }
}
