package org.openward.hl7v2.changes;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.ServiceRequest.ServiceRequestIntent;
import org.hl7.fhir.r4.model.ServiceRequest.ServiceRequestPriority;
import org.hl7.fhir.r4.model.ServiceRequest.ServiceRequestStatus;
import org.jspecify.annotations.Nullable;
import org.openward.hl7v2.Field;
import org.openward.hl7v2.Hl7Message;
import org.openward.hl7v2.Segment;
import org.openward.hl7v2.changes.Change.Existence;
import org.openward.hl7v2.changes.Change.Put;
import org.openward.hl7v2.changes.Change.SharedNumber;
import org.openward.hl7v2.devices.DeviceProfile;
import org.openward.hl7v2.results.BusinessIdentity;
import org.openward.hl7v2.results.Notes;
import org.openward.profiles.Systems;

/** Reads orders for tests (ORM^O01, OML^O21, O33 and O35) as service requests and their specimens. */
public final class OrderToChanges {
    private static final Map<String, ServiceRequestPriority> PRIORITIES = Map.of(
            "S", ServiceRequestPriority.STAT,
            "A", ServiceRequestPriority.ASAP,
            "R", ServiceRequestPriority.ROUTINE);

    public IntendedChanges map(Hl7Message message, DeviceProfile profile) {
        Reader reader = new Reader(message, profile);
        List<Ordered> orders = OrderWalk.through(reader);
        if (orders.isEmpty()) {
            reader.hold(Hold.Reason.INCOMPLETE, reader.header().place(9), "There is no order");
        }
        OrderedSpecimens specimens = new OrderedSpecimens(reader);
        OrderReasons reasons = new OrderReasons(reader);
        GivenNumbers given = new GivenNumbers();
        orders.forEach(each -> new Mapping(reader, each, specimens, reasons, given).map());
        return reader.read();
    }

    /** The reading of one order. */
    private record Mapping(
            Reader reader, Ordered order, OrderedSpecimens specimens, OrderReasons reasons, GivenNumbers given) {

        void map() {
            Segment request = order.part("OBR").orElse(null);
            Segment control = order.control();
            Segment first = control == null ? request : control;
            if (first == null) {
                return;
            }
            Optional<BusinessIdentity> number =
                    identity("orders", 2, control, request).or(() -> identity("filler-orders", 3, control, request));
            if (number.isEmpty()) {
                reader.hold(Hold.Reason.NO_IDENTITY, first.place(2), "The order has no number");
                return;
            }
            if (control != null && request != null && disagree(control, request)) {
                reader.hold(Hold.Reason.CONTRADICTION, request.place(2), "ORC and OBR name different orders");
                return;
            }
            Optional<SharedNumber> shared = shared(number.get(), request);
            BusinessIdentity identity = shared.map(given::identity).orElse(number.get());
            ServiceRequest made = new ServiceRequest();
            made.addIdentifier(identity.identifier());
            String asked = control == null ? "" : control.text(1).toUpperCase(Locale.ROOT);
            made.setStatus(status(control, asked));
            if (control != null) {
                describe(made, control);
            }
            boolean isNew = OrderStatus.isNew(asked);
            if (request != null) {
                describe(made, control, request);
                reasons.addTo(made, order, identity);
            } else if (isNew) {
                reader.hold(Hold.Reason.INCOMPLETE, first.place(0), "A new order does not say what is ordered");
            }
            reader.put(new Put(
                    made,
                    identity,
                    isNew ? Existence.MAY_BE_NEW : Existence.MUST_EXIST,
                    Set.of(),
                    Set.of(),
                    Set.of(),
                    shared));
        }

        /** Some senders number the requisition and not each of its tests. */
        private static Optional<SharedNumber> shared(BusinessIdentity number, @Nullable Segment request) {
            if (request == null) {
                return Optional.empty();
            }
            Field test = request.field(4);
            String code = test.component(test.component(1).isEmpty() ? 2 : 1);
            return code.isEmpty()
                    ? Optional.empty()
                    : Optional.of(
                            new SharedNumber(number, number.part(number.system(), List.of(code, test.component(3)))));
        }

        private Optional<BusinessIdentity> identity(
                String kind, int field, @Nullable Segment control, @Nullable Segment request) {
            Optional<BusinessIdentity> own =
                    request == null ? Optional.empty() : reader.identity(kind, request.field(field));
            return own.isPresent() || control == null ? own : reader.identity(kind, control.field(field));
        }

        private static boolean disagree(Segment control, Segment request) {
            String ordered = control.field(2).subcomponent(1, 1);
            String asked = request.field(2).subcomponent(1, 1);
            return !ordered.isEmpty() && !asked.isEmpty() && !ordered.equals(asked);
        }

        private ServiceRequestStatus status(@Nullable Segment control, String asked) {
            if (control == null) {
                return ServiceRequestStatus.ACTIVE;
            }
            return OrderStatus.of(asked, control.text(5).toUpperCase(Locale.ROOT))
                    .orElseGet(() -> {
                        reader.hold(
                                Hold.Reason.NOT_UNDERSTOOD,
                                control.place(1),
                                "What shall be done with the order is not known");
                        return ServiceRequestStatus.UNKNOWN;
                    });
        }

        private void describe(ServiceRequest made, Segment control) {
            if (!control.field(4).subcomponent(1, 1).isEmpty()) {
                made.setRequisition(reader.number("PGN", "order-groups", control.field(4)));
            }
            reader.time(control, 9).ifPresent(made::setAuthoredOnElement);
            reader.people(control, 12).stream().findFirst().ifPresent(made::setRequester);
            Notes.confidentiality(control.field(28)).ifPresent(made.getMeta()::addSecurity);
        }

        private void describe(ServiceRequest made, @Nullable Segment control, Segment request) {
            made.setIntent(
                    request.text(11).equals("G") ? ServiceRequestIntent.REFLEXORDER : ServiceRequestIntent.ORDER);
            addNumbers(made, control, request);
            reader.reading()
                    .codes()
                    .panel(request.field(4))
                    .ifPresentOrElse(
                            made::setCode,
                            () -> reader.hold(Hold.Reason.INCOMPLETE, request.place(4), "The order names no test"));
            String section = request.text(24);
            made.addCategory()
                    .addCoding()
                    .setSystem(Systems.DIAGNOSTIC_SERVICE)
                    .setCode(section.isEmpty() ? "LAB" : section);
            Optional<Segment> timing = order.part("TQ1");
            priority(request, timing).ifPresent(made::setPriority);
            timing.flatMap(each -> reader.time(each, 7))
                    .or(() -> reader.time(request, 27, 4))
                    .or(() -> reader.time(request, 6))
                    .ifPresent(made::setOccurrence);
            if (!made.hasRequester()) {
                reader.people(request, 16).stream().findFirst().ifPresent(made::setRequester);
            }
            reader.concept(request, 31).ifPresent(made::addReasonCode);
            Notes.text(order.parts("NTE")).ifPresent(text -> made.addNote().setText(text));
            addSpecimens(made, request);
            parent(control, request).ifPresent(made::addBasedOn);
        }

        /** The order that led to this one: OBR-29, else OBR-54, else ORC-8. */
        private Optional<Reference> parent(@Nullable Segment control, Segment request) {
            Field parent = request.field(request.field(29).isPresent() ? 29 : 54);
            Field numbers = parent.isPresent() || control == null ? parent : control.field(8);
            return reader.identity("orders", numbers.part(1))
                    .or(() -> reader.identity("filler-orders", numbers.part(2)))
                    .map(known -> new Reference().setType("ServiceRequest").setIdentifier(known.identifier()));
        }

        private void addNumbers(ServiceRequest made, @Nullable Segment control, Segment request) {
            for (int field : new int[] {2, 3}) {
                Segment holder = request.field(field).isPresent() || control == null ? request : control;
                if (!holder.field(field).subcomponent(1, 1).isEmpty()) {
                    String kind = field == 2 ? "placer" : "filler";
                    made.addIdentifier(reader.number(field == 2 ? "PLAC" : "FILL", kind, holder.field(field)));
                }
            }
        }

        /** TQ1-9, else the sixth component of the old quantity and timing, else OBR-5. */
        private static Optional<ServiceRequestPriority> priority(Segment request, Optional<Segment> timing) {
            List<String> sent = List.of(
                    timing.map(each -> each.field(9).component(1)).orElse(""),
                    request.field(27).component(6),
                    request.field(5).component(1));
            return sent.stream()
                    .filter(code -> !code.isEmpty())
                    .findFirst()
                    .flatMap(code -> Optional.ofNullable(
                            PRIORITIES.get(code.substring(0, 1).toUpperCase(Locale.ROOT))));
        }

        private void addSpecimens(ServiceRequest made, Segment request) {
            List<Segment> own = order.parts("SPM");
            Segment leads = order.leading().specimen();
            List<Segment> containers = own.size() == 1
                    ? order.parts("SAC")
                    : leads == null ? List.of() : order.leading().containers();
            for (Segment each : own.isEmpty() && leads != null ? List.of(leads) : own) {
                specimens.put(each, containers).ifPresent(link -> made.addSpecimen(new Reference(link)));
            }
            if (own.isEmpty() && leads == null) {
                specimens.described(request).ifPresent(type -> made.addNote().setText("Specimen: " + type));
            }
        }
    }
}
