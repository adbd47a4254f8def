package org.openward.identity.launch;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Resource;
import org.openward.audit.AuditEntry;
import org.openward.audit.AuditEntry.About;
import org.openward.audit.AuditEntry.Action;
import org.openward.audit.AuditEntry.Activity;
import org.openward.audit.AuditEntry.Deed;
import org.openward.audit.AuditTrail;
import org.openward.fhir.FhirStore;
import org.openward.security.KeptGrant;
import org.openward.security.Oneself;
import org.openward.security.StandingRights;
import org.openward.tenancy.Acting;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.stereotype.Component;

/** The charts in the hospital's FHIR records. */
@Component
class FhirCharts implements Charts {
    private static final int MOST_LINES = 25;
    private static final String RELATIVE = "RelatedPerson/";

    private final StandingRights rights;
    private final AuditTrail trail;
    private final Caregiving caregiving;

    FhirCharts(StandingRights rights, AuditTrail trail, ObjectProvider<Caregiving> caregiving) {
        this.rights = rights;
        this.trail = trail;
        this.caregiving = Caregiving.orNobody(caregiving);
    }

    @Override
    public List<Line> few(Chooser chooser) {
        return patientsOf(chooser).keySet().stream()
                .sorted()
                .flatMap(id -> patient(chooser, id).stream())
                .toList();
    }

    /** Of a caregiver: whom he may act for, and as whom. */
    private Map<String, String> patientsOf(Chooser chooser) {
        return isCaregiver(chooser.member())
                ? caregiving.patients(chooser.member().name(), chooser.caller().tenant())
                : Map.of();
    }

    private static boolean isCaregiver(Member member) {
        return member.record().filter(record -> record.startsWith(RELATIVE)).isPresent();
    }

    @Override
    public List<Line> patients(Chooser chooser, String name) {
        return Acting.as(chooser.caller(), () -> {
            var found = visible(
                    grant(chooser.member()), Patient.class, "name=" + FhirStore.literally(name) + "&_sort=family");
            found.forEach(patient -> seen(chooser, patient, id(patient)));
            return found.stream().map(FhirCharts::line).toList();
        });
    }

    @Override
    public Optional<Line> patient(Chooser chooser, String id) {
        return Acting.as(
                chooser.caller(),
                () -> visible(grant(chooser, id), Patient.class, "_id=" + FhirStore.literally(id)).stream()
                        .findFirst()
                        .map(patient -> {
                            seen(chooser, patient, id);
                            return line(patient);
                        }));
    }

    @Override
    public List<Line> encounters(Chooser chooser, String patient) {
        return Acting.as(chooser.caller(), () -> {
            var found = visible(
                    grant(chooser, patient),
                    Encounter.class,
                    "subject=" + FhirStore.literally("Patient/" + patient) + "&_sort=-date");
            found.forEach(encounter -> seen(chooser, encounter, patient));
            return found.stream().map(FhirCharts::line).toList();
        });
    }

    private <T extends Resource> List<T> visible(KeptGrant grant, Class<T> type, String query) {
        return rights.find(grant, type, query, MOST_LINES);
    }

    /** What somebody sees of a patient; a caregiver as the RelatedPerson that he is for that one. */
    private KeptGrant grant(Chooser chooser, String patient) {
        var member = chooser.member();
        if (!isCaregiver(member)) {
            return grant(member);
        }
        var himself = new Oneself(
                patientsOf(chooser).getOrDefault(patient, member.record().orElse("")), null);
        return KeptGrant.ofPerson(member.name(), scopes(member), member.roles(), himself);
    }

    private static KeptGrant grant(Member member) {
        var himself = new Oneself(
                member.record().orElse(null),
                member.patient()
                        .map(patient -> patient.substring(patient.lastIndexOf('/') + 1))
                        .orElse(null));
        return KeptGrant.ofPerson(member.name(), scopes(member), member.roles(), himself);
    }

    /** Whoever is no staff is held to one patient by his roles, before there is one of whom scopes could speak. */
    private static List<String> scopes(Member member) {
        var isHeld = member.record()
                .filter(record -> record.startsWith("Patient/") || record.startsWith(RELATIVE))
                .isPresent();
        return member.scopes().stream()
                .map(scope -> isHeld ? scope.replaceFirst("^patient/", "user/") : scope)
                .toList();
    }

    private void seen(Chooser chooser, Resource record, String patient) {
        trail.recordNow(new AuditEntry(
                chooser.caller(),
                Deed.done(Activity.REST, Action.READ, "read"),
                new About(record.fhirType(), id(record), null, patient),
                "shown to be chosen while an app was being authorized"));
    }

    private static Line line(Patient patient) {
        var numbers = patient.getIdentifier().stream()
                .filter(Identifier::hasValue)
                .map(Identifier::getValue)
                .limit(2)
                .collect(Collectors.joining(", "));
        return new Line(
                id(patient),
                Stream.of(
                                patient.getNameFirstRep().getNameAsSingleString(),
                                patient.hasBirthDate()
                                        ? "born "
                                                + patient.getBirthDateElement().getValueAsString()
                                        : "",
                                numbers)
                        .filter(text -> text != null && !text.isBlank())
                        .collect(Collectors.joining(" · ")));
    }

    private static Line line(Encounter encounter) {
        return new Line(
                id(encounter),
                Stream.of(
                                begin(encounter),
                                encounter.getTypeFirstRep().getText(),
                                encounter.getClass_().getDisplay(),
                                encounter.hasStatus() ? encounter.getStatus().toCode() : "")
                        .filter(text -> text != null && !text.isBlank())
                        .collect(Collectors.joining(" · ")));
    }

    private static String begin(Encounter encounter) {
        var begin = encounter.getPeriod().getStartElement().getValueAsString();
        return begin == null ? "" : begin;
    }

    private static String id(Resource record) {
        return record.getIdElement().getIdPart();
    }
}
