package org.openward.interfaceengine.worklists;

import ca.uhn.fhir.model.api.TemporalPrecisionEnum;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.Enumerations.AdministrativeGender;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.ServiceRequest.ServiceRequestPriority;
import org.jspecify.annotations.Nullable;
import org.openward.astm.WorkOrder;
import org.openward.astm.WorkOrder.Person;
import org.openward.astm.WorkOrder.Taken;
import org.openward.astm.WorkOrder.Urgency;
import org.openward.audit.AuditEntry;
import org.openward.audit.AuditEntry.About;
import org.openward.audit.AuditEntry.Action;
import org.openward.audit.AuditEntry.Activity;
import org.openward.audit.AuditEntry.Deed;
import org.openward.audit.AuditTrail;
import org.openward.fhir.FhirStore;
import org.openward.interfaceengine.Analyzer;
import org.openward.interfaceengine.CodeMaps;
import org.openward.orders.Orders;
import org.openward.profiles.Systems;
import org.openward.tenancy.Acting;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Tells an analyzer what to do with the tubes that it has: the open orders on each, in its own codes. */
@Component
public class Worklists {
    private static final Logger LOG = LoggerFactory.getLogger(Worklists.class);

    private final Orders orders;
    private final FhirStore fhir;
    private final CodeMaps maps;
    private final AuditTrail audit;

    Worklists(Orders orders, FhirStore fhir, CodeMaps maps, AuditTrail audit) {
        this.orders = orders;
        this.fhir = fhir;
        this.maps = maps;
        this.audit = audit;
    }

    /**
     * What there is to do with each of these tubes, as far as it is this analyzer's; works in the acting caller's tenant.
     *
     * @param tests that it asks about; none for all
     */
    public List<WorkOrder> of(Analyzer analyzer, List<String> tubes, List<String> tests) {
        return tubes.stream()
                .distinct()
                .flatMap(tube -> work(analyzer, tests, tube).stream())
                .toList();
    }

    private Optional<WorkOrder> work(Analyzer analyzer, List<String> asked, String tube) {
        var tests = new LinkedHashSet<String>();
        var ordered = new ArrayList<ServiceRequest>();
        for (var order : orders.openOn(tube)) {
            maps.codeOf(analyzer, order.getCode())
                    .filter(code -> asked.isEmpty() || asked.contains(code))
                    .ifPresent(code -> {
                        tests.add(code);
                        ordered.add(order);
                    });
        }
        var patients = ordered.stream()
                .map(order -> order.getSubject().getReferenceElement().getIdPart())
                .distinct()
                .toList();
        if (patients.size() > 1) {
            LOG.warn("A tube that {} asks for has orders of several patients; it is told none.", analyzer.lane());
        }
        if (patients.size() != 1) {
            return Optional.empty();
        }
        note(ordered, patients.get(0));
        var person = isProven(analyzer) ? person(patients.get(0)) : Person.NOBODY;
        return Optional.of(new WorkOrder(person, tube, List.copyOf(tests), urgency(ordered), Taken.UNKNOWN));
    }

    /** Anybody can give himself a name: who is known by no more is told which tests, but not whose. */
    private static boolean isProven(Analyzer analyzer) {
        return analyzer.recognition().isProven();
    }

    /** What leaves the hospital's records is written down before it does. */
    private void note(List<ServiceRequest> told, String patient) {
        audit.recordNow(told.stream()
                .map(order -> new AuditEntry(
                        Acting.caller(),
                        Deed.done(Activity.MESSAGE, Action.READ, "host-query"),
                        new About("ServiceRequest", order.getIdElement().getIdPart(), null, patient),
                        null))
                .toList());
    }

    private Person person(@Nullable String id) {
        return Optional.ofNullable(id)
                .flatMap(known -> fhir.find(Patient.class, known))
                .map(Worklists::person)
                .orElse(Person.NOBODY);
    }

    private static Person person(Patient patient) {
        var name = patient.getNameFirstRep();
        var number = patient.getIdentifier().stream()
                .filter(identifier -> Systems.MRN.equals(identifier.getSystem()))
                .map(Identifier::getValue)
                .findFirst()
                .orElse("");
        var born = patient.getBirthDateElement();
        var exact = born.hasValue() && born.getPrecision() == TemporalPrecisionEnum.DAY;
        return new Person(
                number,
                said(name.getFamily()),
                said(name.getGivenAsSingleString()),
                exact ? LocalDate.parse(born.getValueAsString()) : null,
                sex(patient.getGender()));
    }

    private static String said(@Nullable String text) {
        return text == null ? "" : text;
    }

    private static String sex(@Nullable AdministrativeGender gender) {
        return gender == AdministrativeGender.MALE ? "M" : gender == AdministrativeGender.FEMALE ? "F" : "U";
    }

    /** That of the most urgent. */
    private static Urgency urgency(List<ServiceRequest> orders) {
        return orders.stream()
                .map(order -> urgency(order.getPriority()))
                .min(Comparator.naturalOrder())
                .orElse(Urgency.ROUTINE);
    }

    private static Urgency urgency(@Nullable ServiceRequestPriority priority) {
        if (priority == ServiceRequestPriority.STAT) {
            return Urgency.STAT;
        }
        return priority == ServiceRequestPriority.ASAP || priority == ServiceRequestPriority.URGENT
                ? Urgency.ASAP
                : Urgency.ROUTINE;
    }
}
