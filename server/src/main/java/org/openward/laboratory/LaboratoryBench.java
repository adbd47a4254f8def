package org.openward.laboratory;

import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Encounter.EncounterStatus;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.ServiceRequest.ServiceRequestStatus;
import org.openward.fhir.FhirStore;
import org.openward.fhir.ResourceNotFound;
import org.openward.laboratory.Filing.Filed;
import org.openward.laboratory.Filing.Obstacle;
import org.openward.laboratory.PatientFinder.Named;
import org.openward.laboratory.RecordResults.Destination;
import org.openward.laboratory.RecordResults.Report;
import org.openward.laboratory.ReportFiling.Placed;
import org.openward.laboratory.ResultRegister.Entry;
import org.openward.registration.PatientIndex;
import org.openward.tenancy.Acting;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Files what analyzers measure: finds the patient and the order, then writes report, specimens and results together. */
@Component
public class LaboratoryBench {
    private static final Set<EncounterStatus> NO_STAY =
            EnumSet.of(EncounterStatus.CANCELLED, EncounterStatus.ENTEREDINERROR);

    private final FhirStore fhir;
    private final PatientFinder patients;
    private final OrderFinder orders;
    private final ResultRegister register;
    private final Clock clock;

    LaboratoryBench(FhirStore fhir, PatientFinder patients, OrderFinder orders, ResultRegister register, Clock clock) {
        this.fhir = fhir;
        this.patients = patients;
        this.orders = orders;
        this.register = register;
        this.clock = clock;
    }

    /** Files all reports or none. The same results again change nothing; a correction is the next version. */
    @Transactional
    public Filing record(RecordResults command) {
        try {
            var placed = place(command);
            return file(placed, worksheet(placed, command), command);
        } catch (CannotFile obstacle) {
            return obstacle.asFiling();
        }
    }

    /** Says what {@link #record} would find and write; writes nothing and asks no guard. */
    @Transactional(readOnly = true)
    public Preview preview(RecordResults command) {
        var findings =
                command.reports().stream().map(report -> look(report, command)).toList();
        try {
            return new Preview(
                    findings, null, worksheet(place(command), command).planned());
        } catch (CannotFile obstacle) {
            return new Preview(findings, obstacle.asFiling(), List.of());
        }
    }

    /** Whether a report's numbers lead to a patient on file or to an order, whatever its sample is said to be. */
    @Transactional(readOnly = true)
    public boolean knows(RecordResults command) {
        return command.reports().stream()
                .anyMatch(report -> patients.knows(report.subject().numbers()) || orders.knows(report.order()));
    }

    /** Refuses a destination that does not exist in this tenant or contradicts itself. */
    @Transactional(readOnly = true)
    public void check(Destination destination) {
        var patient = destination.patient();
        if (patient != null && !PatientIndex.isInUse(fhir.read(Patient.class, patient))) {
            throw NoDestination.patientNotInUse();
        }
        var named = destination.order();
        if (named == null) {
            return;
        }
        var order = orders.named(named).orElseThrow(() -> new ResourceNotFound("ServiceRequest", named));
        if (order.getStatus() == ServiceRequestStatus.REVOKED
                || order.getStatus() == ServiceRequestStatus.ENTEREDINERROR) {
            throw NoDestination.orderNotInUse();
        }
        if (patient != null && !patient.equals(subject(order))) {
            throw NoDestination.orderOfAnother();
        }
    }

    private Preview.Finding look(Report report, RecordResults command) {
        String order = null;
        try {
            order = order(report, command.destination())
                    .map(LaboratoryBench::id)
                    .orElse(null);
            return new Preview.Finding(place(report, command).patient(), order, null);
        } catch (CannotFile obstacle) {
            var refused = obstacle.asFiling();
            return new Preview.Finding(refused.patient(), order, refused);
        }
    }

    private List<Placed> place(RecordResults command) throws CannotFile {
        var placed = new ArrayList<Placed>();
        for (var report : command.reports()) {
            placed.add(place(report, command));
        }
        return placed;
    }

    private Placed place(Report report, RecordResults command) throws CannotFile {
        var destination = command.destination();
        var order = order(report, destination);
        var patient = patient(report, order, destination);
        if (!destination.identityConfirmed()) {
            patients.check(patient, report.subject());
        }
        if (order.isEmpty() && !command.trust().unsolicited()) {
            throw report.order().placer().isEmpty()
                    ? new CannotFile(Obstacle.UNSOLICITED, "Nobody ordered the result.", patient.id())
                    : new CannotFile(Obstacle.UNKNOWN_ORDER, "No order has the number in OBR-2.", patient.id());
        }
        return new Placed(report, patient.id(), order, encounter(report, patient.id(), order));
    }

    /** The order's, else the one of this patient that has the number in the message. */
    private Optional<Reference> encounter(Report report, String patient, Optional<ServiceRequest> order) {
        var ordered = order.filter(ServiceRequest::hasEncounter).map(ServiceRequest::getEncounter);
        var visit = report.subject().visit();
        if (ordered.isPresent() || visit.isEmpty()) {
            return ordered;
        }
        var named = fhir.search(
                Encounter.class, "subject=Patient/" + patient + "&identifier=" + FhirStore.literally(visit));
        var stays = named.stream()
                .filter(stay -> !NO_STAY.contains(stay.getStatus()))
                .toList();
        return stays.size() == 1
                ? Optional.of(
                        new Reference("Encounter/" + stays.get(0).getIdElement().getIdPart()))
                : Optional.empty();
    }

    private Optional<ServiceRequest> order(Report report, Destination destination) throws CannotFile {
        return destination.order() == null
                ? orders.find(report.order(), report.report().getCode())
                : orders.named(destination.order());
    }

    private Named patient(Report report, Optional<ServiceRequest> order, Destination destination) throws CannotFile {
        var ordered = order.map(LaboratoryBench::subject);
        var orderDecides = destination.patient() == null
                && (destination.order() != null || report.subject().numbers().isEmpty());
        if (orderDecides && ordered.isPresent()) {
            return Named.as(ordered.get());
        }
        var named = destination.patient() == null
                ? patients.find(report.subject().numbers())
                : Named.as(destination.patient());
        if (ordered.isPresent() && !ordered.get().equals(named.id())) {
            throw new CannotFile(
                    Obstacle.AMBIGUOUS_PATIENT, "The order that the message answers is another patient's.");
        }
        return named;
    }

    /** Everything that is to be written, before the first word is. */
    private Worksheet worksheet(List<Placed> reports, RecordResults command) throws CannotFile {
        var entries = Stream.concat(
                        command.reports().stream()
                                .flatMap(LaboratoryBench::resources)
                                .map(Entry::of),
                        command.reports().stream()
                                .flatMap(report -> Parents.of(report).stream())
                                .map(Entry::of))
                .distinct()
                .toList();
        var worksheet = new Worksheet(fhir, register, entries);
        reports.forEach(placed -> pointToParents(placed, reports, worksheet));
        var filing = new ReportFiling(fhir, worksheet, command.trust(), clock);
        for (var placed : reports) {
            filing.file(placed);
        }
        return worksheet;
    }

    /** A number that means another patient's record leads nowhere. */
    private static void pointToParents(Placed child, List<Placed> reports, Worksheet worksheet) {
        var parents = Parents.of(child.report());
        if (!parents.isEmpty()) {
            var beside = reports.stream()
                    .filter(other -> other.patient().equals(child.patient()))
                    .flatMap(other -> resources(other.report()))
                    .toList();
            parents.forEach(parent -> worksheet.point(parent, beside, child.patient()));
        }
    }

    private Filing file(List<Placed> reports, Worksheet worksheet, RecordResults command) {
        var links = reports.stream()
                .map(placed -> placed.report().report().getIdElement().getValue())
                .toList();
        worksheet.carryOut();
        var origin = command.origin();
        if (origin != null && !worksheet.replaced().isEmpty()) {
            var verifier = command.trust().takesOver() ? Acting.caller().subject() : null;
            fhir.create(origin.replaced(worksheet.replaced(), clock.instant(), verifier));
        }
        var ids = new ArrayList<String>();
        for (int at = 0; at < links.size(); at++) {
            ids.add(worksheet.id(
                    links.get(at), Entry.of(reports.get(at).report().report())));
        }
        return new Filed(ids, worksheet.leftOut());
    }

    private static String id(ServiceRequest order) {
        return order.getIdElement().getIdPart();
    }

    private static String subject(ServiceRequest order) {
        return String.valueOf(order.getSubject().getReferenceElement().getIdPart());
    }

    private static Stream<Resource> resources(Report report) {
        return Stream.of(
                        Stream.<Resource>of(report.report()),
                        report.specimens().stream(),
                        report.results().stream().map(RecordResults.Result::observation))
                .flatMap(resources -> resources);
    }
}
