package org.openward.privacy;

import ca.uhn.fhir.rest.api.server.RequestDetails;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.hl7.fhir.r4.model.AuditEvent;
import org.hl7.fhir.r4.model.AuditEvent.AuditEventEntityComponent;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Patient;
import org.jspecify.annotations.Nullable;
import org.openward.audit.AuditEventProvider;
import org.openward.fhir.FhirStore;
import org.openward.fhir.bulk.BulkRights;
import org.openward.security.KeptGrant;
import org.openward.security.StandingRights;
import org.openward.security.assignment.Assignments;
import org.springframework.stereotype.Component;

/** Who looked at a patient's record or changed it, for the patient himself, for whoever acts for him, and for whoever may read the trail. */
@Component
class AccessReports {
    private static final Set<String> SHAPE = Set.of("_count", "_total", "_summary", "_cursor");

    private final AuditEventProvider trail;
    private final FhirStore store;
    private final StandingRights rights;
    private final BulkRights reach;
    private final Assignments assignments;

    AccessReports(
            AuditEventProvider trail,
            FhirStore store,
            StandingRights rights,
            BulkRights reach,
            Assignments assignments) {
        this.trail = trail;
        this.store = store;
        this.rights = rights;
        this.reach = reach;
        this.assignments = assignments;
    }

    /** The newest events first, a page at a time, as a search of AuditEvent answers. */
    Bundle of(String patient, @Nullable DateTimeType start, @Nullable DateTimeType end, RequestDetails request) {
        var himself = rights.of(request).filter(holder -> isHis(holder, patient));
        if (himself.isEmpty() && !reach.mayTakeOut(request, "AuditEvent")) {
            throw new ReportNotForCaller();
        }
        store.read(Patient.class, patient);
        var address = request.getFhirServerBase() + "/Patient/" + patient + "/$access-report";
        var links = new HashMap<String, String[]>();
        put(links, "start", start);
        put(links, "end", end);
        links.putAll(shape(request));
        var report = trail.answer(asked(patient, start, end, request), request, address, links);
        if (himself.isPresent()) {
            report.getEntry().forEach(entry -> leaveOthersOut((AuditEvent) entry.getResource(), patient));
        }
        return report;
    }

    /** What somebody asked for, and why it failed, may name other patients. Without all its entities an event follows no pattern. */
    private static void leaveOthersOut(AuditEvent event, String patient) {
        event.setOutcomeDesc(null);
        if (event.getEntity().removeIf(entity -> entity.hasQuery() || isAnother(entity, patient))) {
            event.setMeta(null);
        }
    }

    private static boolean isAnother(AuditEventEntityComponent entity, String patient) {
        var what = new IdType(entity.getWhat().getReference());
        return "Patient".equals(what.getResourceType()) && !patient.equals(what.getIdPart());
    }

    private boolean isHis(KeptGrant holder, String patient) {
        return patient.equals(holder.himself().patient()) || isCaredFor(holder, patient);
    }

    /** A relative may know as long as he may act for the patient, with a token that speaks of him. */
    private boolean isCaredFor(KeptGrant holder, String patient) {
        var record = holder.himself().record();
        return record != null
                && record.startsWith("RelatedPerson/")
                && speaksOf(holder, patient)
                && !assignments.whoLet(record, Set.of(patient)).isEmpty();
    }

    /** Of the patient whom an app began with; or of no single one, where another issuer leaves it to the record of the relative. */
    private static boolean speaksOf(KeptGrant holder, String patient) {
        return holder.patient() == null
                ? holder.scopes().stream().anyMatch(scope -> scope.startsWith("user/"))
                : patient.equals(holder.patient());
    }

    private static void put(Map<String, String[]> links, String name, @Nullable DateTimeType moment) {
        if (moment != null && moment.hasValue()) {
            links.put(name, new String[] {moment.getValueAsString()});
        }
    }

    private static Map<String, String[]> asked(
            String patient, @Nullable DateTimeType start, @Nullable DateTimeType end, RequestDetails request) {
        var asked = new HashMap<String, String[]>();
        asked.put("patient", new String[] {patient});
        var period = new ArrayList<String>();
        if (start != null && start.hasValue()) {
            period.add("ge" + start.getValueAsString());
        }
        if (end != null && end.hasValue()) {
            period.add("le" + end.getValueAsString());
        }
        if (!period.isEmpty()) {
            asked.put("date", period.toArray(String[]::new));
        }
        asked.putAll(shape(request));
        return asked;
    }

    /** How the answer is to look, and which page of it is asked for. */
    private static Map<String, String[]> shape(RequestDetails request) {
        var shape = new HashMap<>(request.getParameters());
        shape.keySet().retainAll(SHAPE);
        return shape;
    }
}
