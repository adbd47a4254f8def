package org.openward.laboratory;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.openward.fhir.FhirStore;
import org.openward.laboratory.Filing.Filed;
import org.openward.laboratory.Filing.Obstacle;
import org.openward.laboratory.RecordResults.Report;
import org.openward.laboratory.RecordResults.Trust;
import org.openward.laboratory.ReportFiling.Placed;
import org.openward.laboratory.ResultRegister.Entry;
import org.springframework.stereotype.Component;
import org.springframework.transaction.annotation.Transactional;

/** Files what analyzers measure: finds the patient and the order, then writes report, specimens and results together. */
@Component
public class LaboratoryBench {
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
            var placed = new ArrayList<Placed>();
            for (var report : command.reports()) {
                placed.add(place(report, command.trust()));
            }
            return file(placed, command);
        } catch (CannotFile obstacle) {
            return obstacle.asFiling();
        }
    }

    private Placed place(Report report, Trust trust) throws CannotFile {
        var order = orders.find(report.order());
        var patient = patient(report, order);
        patients.check(patient, report.subject());
        if (order.isEmpty() && !trust.unsolicited()) {
            throw report.order().placer().isEmpty()
                    ? new CannotFile(Obstacle.UNSOLICITED, "Nobody ordered the result.", patient)
                    : new CannotFile(Obstacle.UNKNOWN_ORDER, "No order has the number in OBR-2.", patient);
        }
        return new Placed(report, patient, order);
    }

    private String patient(Report report, Optional<ServiceRequest> order) throws CannotFile {
        var ordered =
                order.map(found -> found.getSubject().getReferenceElement().getIdPart());
        if (report.subject().numbers().isEmpty() && ordered.isPresent()) {
            return ordered.get();
        }
        var named = patients.find(report.subject().numbers());
        if (ordered.isPresent() && !ordered.get().equals(named)) {
            throw new CannotFile(
                    Obstacle.AMBIGUOUS_PATIENT, "The order that the message answers is another patient's.");
        }
        return named;
    }

    private Filing file(List<Placed> reports, RecordResults command) throws CannotFile {
        var entries = command.reports().stream()
                .flatMap(LaboratoryBench::resources)
                .map(Entry::of)
                .distinct()
                .toList();
        var worksheet = new Worksheet(fhir, register, entries);
        var filing = new ReportFiling(fhir, worksheet, command.trust(), clock);
        var links = new ArrayList<String>();
        for (var placed : reports) {
            links.add(placed.report().report().getIdElement().getValue());
            filing.file(placed);
        }
        worksheet.carryOut();
        var ids = new ArrayList<String>();
        for (int at = 0; at < links.size(); at++) {
            ids.add(worksheet.id(
                    links.get(at), Entry.of(reports.get(at).report().report())));
        }
        return new Filed(ids);
    }

    private static Stream<Resource> resources(Report report) {
        return Stream.of(
                        Stream.<Resource>of(report.report()),
                        report.specimens().stream(),
                        report.results().stream().map(RecordResults.Result::observation))
                .flatMap(resources -> resources);
    }
}
