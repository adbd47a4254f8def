package org.openward.laboratory;

import java.util.Collection;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.openward.laboratory.Filing.Obstacle;
import org.openward.laboratory.RecordResults.OrderNumbers;
import org.openward.orders.Orders;
import org.springframework.stereotype.Component;

/** Finds the one order that a report answers. */
@Component
class OrderFinder {
    private final Orders orders;

    OrderFinder(Orders orders) {
        this.orders = orders;
    }

    /** By our accession number, else by the placer's number and, if several have it, the test; nothing when no number means an order. */
    Optional<ServiceRequest> find(OrderNumbers numbers, CodeableConcept test) throws CannotFile {
        var byAccession = new TreeMap<String, ServiceRequest>();
        for (var number : numbers.accessions()) {
            orders.byAccession(number)
                    .ifPresent(order -> byAccession.put(order.getIdElement().getIdPart(), order));
        }
        if (!byAccession.isEmpty() || numbers.placer().isEmpty()) {
            return only(byAccession.values());
        }
        var placed = orders.byPlacer(numbers.placer());
        var forTest = placed.stream().filter(order -> isFor(test, order)).toList();
        return only(forTest.isEmpty() || !areOfOnePatient(placed) ? placed : forTest);
    }

    /** Whether a number means any order at all. */
    boolean knows(OrderNumbers numbers) {
        try {
            return find(numbers, new CodeableConcept()).isPresent();
        } catch (CannotFile several) {
            return true;
        }
    }

    /** The order that a person names by its id. */
    Optional<ServiceRequest> named(String id) {
        return orders.forLaboratory(id);
    }

    private static boolean areOfOnePatient(Collection<ServiceRequest> placed) {
        return placed.stream()
                        .map(order -> order.getSubject().getReferenceElement().getIdPart())
                        .distinct()
                        .count()
                == 1;
    }

    private static boolean isFor(CodeableConcept test, ServiceRequest order) {
        return test.getCoding().stream().anyMatch(named -> order.getCode().getCoding().stream()
                .anyMatch(ordered -> named.hasCode()
                        && named.getCode().equals(ordered.getCode())
                        && Objects.equals(named.getSystem(), ordered.getSystem())));
    }

    private static Optional<ServiceRequest> only(Collection<ServiceRequest> found) throws CannotFile {
        if (found.size() > 1) {
            throw new CannotFile(
                    Obstacle.AMBIGUOUS_SAMPLE, "The numbers of the message belong to " + found.size() + " orders.");
        }
        return found.stream().findFirst();
    }
}
