package org.openward.interfaceengine.outbound.letters;

import java.time.Clock;
import java.util.Optional;
import org.hl7.fhir.r4.model.ChargeItem;
import org.hl7.fhir.r4.model.DiagnosticReport;
import org.hl7.fhir.r4.model.DiagnosticReport.DiagnosticReportStatus;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.openward.fhir.changes.Change;
import org.openward.hl7v2.writing.AdmissionWriter;
import org.openward.hl7v2.writing.AdmissionWriter.Event;
import org.openward.hl7v2.writing.AdmissionWriter.Merge;
import org.openward.hl7v2.writing.CannotBeWritten;
import org.openward.hl7v2.writing.ChargeWriter;
import org.openward.hl7v2.writing.ChargeWriter.Charge;
import org.openward.hl7v2.writing.Letterhead;
import org.openward.hl7v2.writing.ResultWriter;
import org.openward.hl7v2.writing.VisitEvents;
import org.openward.hl7v2.writing.WrittenMessage;
import org.openward.interfaceengine.outbound.letters.Terms.Content;
import org.openward.security.KeptGrant;
import org.openward.tenancy.Tenants;
import org.springframework.stereotype.Component;

/** Says the change of a record as the message that a destination wants of it; works in the acting caller's tenant. */
@Component
public class Composer {
    private final RelatedRecords records;
    private final WorkComposer work;
    private final Tenants tenants;
    private final Clock clock;

    Composer(RelatedRecords records, WorkComposer work, Tenants tenants, Clock clock) {
        this.records = records;
        this.work = work;
        this.tenants = tenants;
        this.clock = clock;
    }

    /** The id of the patient whom a record is about. */
    public static Optional<String> patientOf(Resource record) {
        if (record instanceof Patient patient) {
            return Optional.ofNullable(patient.getIdElement().getIdPart());
        }
        return Optional.ofNullable(subject(record))
                .map(Reference::getReferenceElement)
                .filter(id -> "Patient".equals(id.getResourceType()))
                .map(id -> id.getIdPart());
    }

    private static Reference subject(Resource record) {
        if (record instanceof DiagnosticReport report) {
            return report.getSubject();
        } else if (record instanceof Encounter encounter) {
            return encounter.getSubject();
        } else if (record instanceof ChargeItem charge) {
            return charge.getSubject();
        }
        return record instanceof ServiceRequest order ? order.getSubject() : new Reference();
    }

    /** Whether whoever holds the grant sees the patient whom the record is about, and each result of a report. */
    public boolean isSeen(Resource record, KeptGrant grant) {
        try {
            if (record instanceof DiagnosticReport report) {
                records.of(report, grant);
            } else if (!(record instanceof Patient)) {
                records.patient(subject(record), grant);
            }
            return true;
        } catch (CannotBeWritten hidden) {
            return false;
        }
    }

    /** Nothing when the change is not for others to hear. */
    public Optional<WrittenMessage> compose(Terms terms, Content content, Change change, Resource record)
            throws CannotBeWritten {
        var letterhead = terms.letterhead(tenants.current().timeZone());
        return switch (content) {
            case RESULTS -> results(terms, letterhead, change, (DiagnosticReport) record);
            case PATIENTS -> patient(terms, letterhead, change, (Patient) record);
            case VISITS -> visit(terms, letterhead, change, (Encounter) record);
            case CHARGES -> charge(terms, letterhead, change, (ChargeItem) record);
            case ORDERS -> work.compose(terms, letterhead, change, (ServiceRequest) record);
            case QUERIES -> Optional.empty();
        };
    }

    /** A report without any result is nobody's news yet. */
    private Optional<WrittenMessage> results(Terms terms, Letterhead letterhead, Change change, DiagnosticReport report)
            throws CannotBeWritten {
        var status = report.getStatus();
        if (isDeletion(change)
                || status == DiagnosticReportStatus.REGISTERED
                || status == DiagnosticReportStatus.UNKNOWN) {
            return Optional.empty();
        }
        var told = records.of(report, terms.grant());
        return Optional.of(new ResultWriter(letterhead).write(told, ControlIds.next(), clock.instant()));
    }

    /** A record that has ended in another one is told as that, once, and then as nothing until it is a patient's again. */
    private Optional<WrittenMessage> patient(Terms terms, Letterhead letterhead, Change change, Patient patient)
            throws CannotBeWritten {
        var survivor = Merging.survivor(patient);
        var before = isDeletion(change) || change.interaction().equals(Change.CREATE)
                ? Optional.<Patient>empty()
                : records.before(change, Patient.class);
        if (survivor.isPresent()) {
            var isKnown = isDeletion(change)
                    || before.filter(was -> Merging.isSame(was, patient)).isPresent();
            return isKnown ? Optional.empty() : Optional.of(merge(terms, letterhead, survivor.get(), patient));
        }
        var events = terms.writing().patientEvents();
        var isNew = change.interaction().equals(Change.CREATE)
                || before.flatMap(Merging::survivor).isPresent();
        var trigger = isDeletion(change) ? "A29" : isNew ? events.registered() : events.changed();
        return Optional.of(write(letterhead, new Event(trigger, patient, null)));
    }

    private WrittenMessage merge(Terms terms, Letterhead letterhead, Reference survivor, Patient prior)
            throws CannotBeWritten {
        var merge = new Merge(records.patient(survivor, terms.grant()), prior);
        return new AdmissionWriter(letterhead).write(merge, ControlIds.next(), clock.instant());
    }

    private Optional<WrittenMessage> visit(Terms terms, Letterhead letterhead, Change change, Encounter encounter)
            throws CannotBeWritten {
        if (isDeletion(change)) {
            return Optional.empty();
        }
        var before = change.interaction().equals(Change.CREATE)
                ? Optional.<Encounter>empty()
                : records.before(change, Encounter.class);
        var trigger = VisitEvents.of(before.orElse(null), encounter);
        var patient = records.patient(encounter.getSubject(), terms.grant());
        return Optional.of(write(letterhead, new Event(trigger, patient, encounter)));
    }

    private WrittenMessage write(Letterhead letterhead, Event event) throws CannotBeWritten {
        return new AdmissionWriter(letterhead).write(event, ControlIds.next(), clock.instant());
    }

    private Optional<WrittenMessage> charge(Terms terms, Letterhead letterhead, Change change, ChargeItem item)
            throws CannotBeWritten {
        if (isDeletion(change) || !ChargeWriter.isTold(item) || !isNews(change, item)) {
            return Optional.empty();
        }
        var patient = records.patient(item.getSubject(), terms.grant());
        var encounter = records.encounter(item.getContext(), terms.grant()).orElse(null);
        var charge = new Charge(item, patient, encounter);
        return Optional.of(new ChargeWriter(letterhead).write(charge, ControlIds.next(), clock.instant()));
    }

    /** A charge is told once and taken back once, however often its record changes otherwise, as when it is billed. */
    private boolean isNews(Change change, ChargeItem item) {
        var before = change.interaction().equals(Change.CREATE)
                ? Optional.<ChargeItem>empty()
                : records.before(change, ChargeItem.class);
        var wasCharged = before.filter(ChargeWriter::isCharged).isPresent();
        return ChargeWriter.isCharged(item) ? !wasCharged : wasCharged;
    }

    private static boolean isDeletion(Change change) {
        return change.interaction().equals(Change.DELETE);
    }
}
