package org.openward.interfaceengine.outbound.letters;

import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.ServiceRequest.ServiceRequestIntent;
import org.hl7.fhir.r4.model.ServiceRequest.ServiceRequestPriority;
import org.hl7.fhir.r4.model.ServiceRequest.ServiceRequestStatus;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.changes.Change;
import org.openward.hl7v2.law.LawWriter;
import org.openward.hl7v2.law.Work;
import org.openward.hl7v2.law.Work.Person;
import org.openward.hl7v2.law.Work.Step;
import org.openward.hl7v2.law.Work.Urgency;
import org.openward.hl7v2.writing.CannotBeWritten;
import org.openward.hl7v2.writing.Letterhead;
import org.openward.hl7v2.writing.WrittenMessage;
import org.openward.profiles.Systems;
import org.springframework.stereotype.Component;

/** Says orders, or that they are withdrawn, to the analyzer that does them: OML^O33 of IHE LAW. */
@Component
public class WorkComposer {
    private static final String TYPE = "OML^O33";
    private static final Set<ServiceRequestIntent> ORDERS = Set.of(
            ServiceRequestIntent.ORDER,
            ServiceRequestIntent.ORIGINALORDER,
            ServiceRequestIntent.REFLEXORDER,
            ServiceRequestIntent.FILLERORDER,
            ServiceRequestIntent.INSTANCEORDER);

    private final RelatedRecords records;
    private final OrderCodes codes;
    private final Clock clock;

    WorkComposer(RelatedRecords records, OrderCodes codes, Clock clock) {
        this.records = records;
        this.codes = codes;
        this.clock = clock;
    }

    /** The message of an order that is placed or withdrawn; nothing for another analyzer's, or when neither has happened. */
    Optional<WrittenMessage> compose(Terms terms, Letterhead letterhead, Change change, ServiceRequest order)
            throws CannotBeWritten {
        var isDeleted = change.interaction().equals(Change.DELETE);
        var before = isDeleted ? Optional.of(order) : before(change);
        var wasOpen = before.filter(WorkComposer::isOpen).isPresent();
        var isOpen = !isDeleted && isOpen(order);
        var isDone = !isDeleted && order.getStatus() == ServiceRequestStatus.COMPLETED;
        var step = step(terms, order);
        if (wasOpen == isOpen || isDone || step.isEmpty()) {
            return Optional.empty();
        }
        var work = work(terms, accession(order).orElseThrow(), order, List.of(step.get()));
        return Optional.of(written(
                letterhead, writer -> isOpen ? work(writer, letterhead, work) : cancel(writer, letterhead, work)));
    }

    private Optional<ServiceRequest> before(Change change) {
        return change.interaction().equals(Change.CREATE)
                ? Optional.empty()
                : records.before(change, ServiceRequest.class);
    }

    /**
     * The message that says all there is to do with a tube, also that there is nothing.
     *
     * @param orders of one patient, all open
     */
    public WrittenMessage compose(Terms terms, Letterhead letterhead, String tube, List<ServiceRequest> orders)
            throws CannotBeWritten {
        var steps =
                orders.stream().flatMap(order -> step(terms, order).stream()).toList();
        var work = steps.isEmpty()
                ? new Work(tube, new Coding(), Person.NOBODY, steps)
                : work(terms, tube, orders.get(0), steps);
        return written(letterhead, writer -> work(writer, letterhead, work));
    }

    /** Whether the analyzer does what is ordered. */
    public boolean isFor(Terms terms, ServiceRequest order) {
        return step(terms, order).isPresent();
    }

    /** Whether an order is to be done. */
    static boolean isOpen(ServiceRequest order) {
        return order.getStatus() == ServiceRequestStatus.ACTIVE
                && order.getIntent() != null
                && ORDERS.contains(order.getIntent())
                && !order.getDoNotPerform();
    }

    /** The number on the tube; only the laboratory's orders have one. */
    public static Optional<String> accession(ServiceRequest order) {
        return order.getIdentifier().stream()
                .filter(identifier -> Systems.ACCESSION.equals(identifier.getSystem()))
                .map(Identifier::getValue)
                .findFirst();
    }

    private interface Writing {
        byte[] by(LawWriter writer);
    }

    private WrittenMessage written(Letterhead letterhead, Writing writing) {
        var controlId = ControlIds.next();
        var parties = letterhead.parties();
        var writer = new LawWriter(
                clock.withZone(letterhead.zone()),
                () -> controlId,
                parties.sendingApplication(),
                parties.sendingFacility());
        return new WrittenMessage(TYPE, controlId, writing.by(writer));
    }

    private static byte[] work(LawWriter writer, Letterhead letterhead, Work work) {
        var parties = letterhead.parties();
        return writer.work(List.of(work), parties.receivingApplication(), parties.receivingFacility());
    }

    private static byte[] cancel(LawWriter writer, Letterhead letterhead, Work work) {
        var parties = letterhead.parties();
        return writer.cancellation(work, parties.receivingApplication(), parties.receivingFacility());
    }

    private Work work(Terms terms, String tube, ServiceRequest order, List<Step> steps) throws CannotBeWritten {
        var patient = records.patient(order.getSubject(), terms.grant());
        var specimen = records.specimen(order.getSpecimen(), terms.grant());
        return new Work(
                tube,
                specimen.map(found -> found.getType().getCodingFirstRep()).orElseGet(Coding::new),
                person(patient),
                steps);
    }

    /** The result names the order by this id. */
    private Optional<Step> step(Terms terms, ServiceRequest order) {
        var orders = terms.orders();
        return accession(order).flatMap(id -> codes.of(orders == null ? null : orders.map(), order.getCode())
                .map(test -> new Step(id, test, urgency(order))));
    }

    private static Urgency urgency(ServiceRequest order) {
        var priority = order.getPriority();
        if (priority == ServiceRequestPriority.STAT) {
            return Urgency.STAT;
        }
        return priority == ServiceRequestPriority.ASAP || priority == ServiceRequestPriority.URGENT
                ? Urgency.ASAP
                : Urgency.ROUTINE;
    }

    private static Person person(Patient patient) {
        var name = patient.getNameFirstRep();
        var gender = patient.hasGender() ? patient.getGender().toCode() : "";
        return new Person(
                number(patient),
                text(name.getFamily()),
                text(name.getGivenAsSingleString()),
                patient.hasBirthDate()
                        ? patient.getBirthDateElement().getValueAsString().replace("-", "")
                        : "",
                gender.isEmpty()
                        ? ""
                        : gender.equals("unknown")
                                ? "U"
                                : gender.substring(0, 1).toUpperCase(Locale.ROOT));
    }

    private static String number(Patient patient) {
        return patient.getIdentifier().stream()
                .filter(identifier -> Systems.MRN.equals(identifier.getSystem()))
                .map(Identifier::getValue)
                .findFirst()
                .orElse("");
    }

    private static String text(@Nullable String text) {
        return text == null ? "" : text;
    }
}
