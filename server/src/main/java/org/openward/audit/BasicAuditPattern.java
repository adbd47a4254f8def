package org.openward.audit;

import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.Optional;
import java.util.regex.Pattern;
import org.hl7.fhir.r4.model.AuditEvent;
import org.hl7.fhir.r4.model.AuditEvent.AuditEventAction;
import org.hl7.fhir.r4.model.AuditEvent.AuditEventAgentNetworkType;
import org.hl7.fhir.r4.model.AuditEvent.AuditEventOutcome;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Reference;
import org.openward.audit.AuditEntry.About;
import org.openward.audit.AuditEntry.Action;
import org.openward.audit.AuditEntry.Activity;
import org.openward.audit.AuditEntry.Deed;
import org.openward.audit.AuditEntry.Outcome;
import org.openward.tenancy.Caller;
import org.openward.tenancy.Purpose;

/** A row of the trail as a FHIR AuditEvent, after IHE's Basic Audit Log Patterns. */
final class BasicAuditPattern {
    private static final String PROFILE = "https://profiles.ihe.net/ITI/BALP/StructureDefinition/IHE.BasicAudit.";
    private static final String DICOM = "http://dicom.nema.org/resources/ontology/DCM";
    private static final String EVENT_TYPE = "http://terminology.hl7.org/CodeSystem/audit-event-type";
    private static final String LIFECYCLE = "http://terminology.hl7.org/CodeSystem/iso-21089-lifecycle";
    private static final String INTERACTION = "http://hl7.org/fhir/restful-interaction";
    private static final String ENTITY_TYPE = "http://terminology.hl7.org/CodeSystem/audit-entity-type";
    private static final String ROLE = "http://terminology.hl7.org/CodeSystem/object-role";
    private static final String REQUEST_ID = "https://profiles.ihe.net/ITI/BALP/CodeSystem/BasicAuditEntityType";
    private static final String PARTICIPATION = "http://terminology.hl7.org/CodeSystem/v3-ParticipationType";
    private static final String CUSTODY = "http://terminology.hl7.org/CodeSystem/provenance-participant-type";
    private static final Pattern REFERENCE = Pattern.compile("[A-Z][A-Za-z]+/[A-Za-z0-9.-]{1,64}");

    private BasicAuditPattern() {}

    static AuditEvent of(AuditRow row) {
        var entry = row.entry();
        var deed = entry.deed();
        var event = new AuditEvent();
        event.setId(row.id().toString());
        event.getMeta().setLastUpdated(Date.from(row.recorded()));
        profile(entry).ifPresent(name -> event.getMeta().addProfile(PROFILE + name));
        event.setType(type(deed.activity()));
        event.addSubtype(subtype(deed));
        event.setAction(AuditEventAction.fromCode(deed.action().letter()));
        event.setRecorded(Date.from(row.recorded()));
        event.setOutcome(AuditEventOutcome.fromCode(deed.outcome().number()));
        event.setOutcomeDesc(deed.detail());
        agents(event, entry);
        purpose(event, entry.caller());
        event.getSource().setSite(entry.caller().tenant().value()).setObserver(new Reference().setDisplay("OpenWard"));
        entities(event, entry);
        return event;
    }

    static Coding type(Activity activity) {
        return switch (activity) {
            case REST -> new Coding(EVENT_TYPE, "rest", "Restful Operation");
            case SIGN_IN -> new Coding(DICOM, "110114", "User Authentication");
            case MESSAGE -> new Coding(LIFECYCLE, "receive", "Receive/Retain Record Lifecycle Event");
            case SERVER -> new Coding(DICOM, "110100", "Application Activity");
        };
    }

    private static Coding subtype(Deed deed) {
        if (deed.activity() == Activity.REST) {
            return new Coding(INTERACTION, deed.interaction(), deed.interaction());
        }
        return switch (deed.interaction()) {
            case Deed.LOGIN -> new Coding(DICOM, Deed.LOGIN, "Login");
            case Deed.LOGOUT -> new Coding(DICOM, Deed.LOGOUT, "Logout");
            case Deed.ATTRIBUTES -> new Coding(DICOM, Deed.ATTRIBUTES, "User security Attributes Changed");
            default -> new Coding().setCode(deed.interaction()).setDisplay(deed.interaction());
        };
    }

    /** Only what has all that a pattern asks for claims to follow it. */
    private static Optional<String> profile(AuditEntry entry) {
        var about = entry.about();
        if (entry.deed().activity() != Activity.REST || entry.deed().outcome() != Outcome.SUCCESS) {
            return Optional.empty();
        }
        var patient = about.patient() == null ? "" : "Patient";
        if (entry.deed().interaction().startsWith("search")) {
            return Optional.of(patient + "Query");
        }
        if (about.type() == null || about.id() == null) {
            return Optional.empty();
        }
        return switch (entry.deed().action()) {
            case CREATE -> Optional.of(patient + "Create");
            case READ -> Optional.of(patient + "Read");
            case UPDATE -> Optional.of(patient + "Update");
            case DELETE -> Optional.of(patient + "Delete");
            case EXECUTE -> Optional.empty();
        };
    }

    private static void agents(AuditEvent event, AuditEntry entry) {
        var caller = entry.caller();
        var isDeletion = entry.deed().action() == Action.DELETE;
        var isPerson = caller.kind() == Caller.Kind.PERSON;
        var client = event.addAgent();
        client.getType()
                .addCoding(
                        isDeletion
                                ? new Coding(DICOM, "110150", "Application")
                                : new Coding(DICOM, "110153", "Source Role ID"));
        client.setRequestor(!isPerson);
        if (isPerson) {
            client.getWho().setDisplay(caller.address().isEmpty() ? "unknown" : caller.address());
        } else {
            identify(client, caller);
        }
        if (!caller.address().isEmpty()) {
            client.getNetwork().setAddress(caller.address()).setType(AuditEventAgentNetworkType._2);
        }
        var server = event.addAgent().setRequestor(false);
        server.getType()
                .addCoding(
                        isDeletion
                                ? new Coding(CUSTODY, "custodian", "Custodian")
                                : new Coding(DICOM, "110152", "Destination Role ID"));
        server.getWho().setDisplay("OpenWard");
        if (isPerson) {
            var user = event.addAgent().setRequestor(true);
            user.getType().addCoding(new Coding(PARTICIPATION, "IRCP", "information recipient"));
            identify(user, caller);
        }
    }

    private static void purpose(AuditEvent event, Caller caller) {
        if (caller.purpose() != null) {
            var coded = new CodeableConcept(new Coding(
                    Purpose.SYSTEM, caller.purpose().name(), caller.purpose().display()));
            event.addPurposeOfEvent(coded);
            event.getAgent().stream()
                    .filter(AuditEvent.AuditEventAgentComponent::getRequestor)
                    .forEach(agent -> agent.addPurposeOfUse(coded.copy()));
        }
    }

    private static void identify(AuditEvent.AuditEventAgentComponent agent, Caller caller) {
        agent.setName(caller.subject());
        if (REFERENCE.matcher(caller.subject()).matches()) {
            agent.setWho(new Reference(caller.subject()));
        } else {
            agent.getWho().setDisplay(caller.subject()).getIdentifier().setValue(caller.subject());
        }
    }

    private static void entities(AuditEvent event, AuditEntry entry) {
        var about = entry.about();
        event.addEntity()
                .setType(new Coding().setSystem(REQUEST_ID).setCode("XrequestId"))
                .getWhat()
                .getIdentifier()
                .setValue(entry.caller().requestId());
        if (about.type() != null) {
            event.addEntity()
                    .setType(new Coding(ENTITY_TYPE, "2", "System Object"))
                    .setRole(new Coding(ROLE, "4", "Domain Resource"))
                    .setWhat(reference(about));
        }
        if (about.patient() != null) {
            event.addEntity()
                    .setType(new Coding(ENTITY_TYPE, "1", "Person"))
                    .setRole(new Coding(ROLE, "1", "Patient"))
                    .setWhat(new Reference("Patient/" + about.patient()));
        }
        if (entry.request() != null) {
            event.addEntity()
                    .setType(new Coding(ENTITY_TYPE, "2", "System Object"))
                    .setRole(new Coding(ROLE, "24", "Query"))
                    .setQuery(entry.request().getBytes(StandardCharsets.UTF_8));
        }
    }

    private static Reference reference(About about) {
        if (about.id() == null) {
            return new Reference().setType(about.type());
        }
        var record = about.type() + "/" + about.id();
        return new Reference(about.version() == null ? record : record + "/_history/" + about.version());
    }
}
