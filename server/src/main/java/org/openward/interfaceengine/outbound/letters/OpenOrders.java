package org.openward.interfaceengine.outbound.letters;

import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.Specimen;
import org.openward.fhir.FhirStore;
import org.openward.profiles.Systems;
import org.openward.security.KeptGrant;
import org.openward.security.StandingRights;
import org.springframework.stereotype.Component;

/** The laboratory's orders that are still to be done, as far as whoever named the destination may see them. */
@Component
public class OpenOrders {
    private final FhirStore fhir;
    private final StandingRights rights;

    OpenOrders(FhirStore fhir, StandingRights rights) {
        this.fhir = fhir;
        this.rights = rights;
    }

    /** By the accession number of an order, or by a specimen whose number stands on the tube. */
    public List<ServiceRequest> ofTube(String number, KeptGrant grant) {
        var ordered = fhir.search(
                ServiceRequest.class,
                "identifier=" + FhirStore.literally(Systems.ACCESSION) + "|" + FhirStore.literally(number));
        var collected = collected(number);
        return Stream.concat(ordered.stream(), collected.stream())
                .filter(order -> isToDo(order, grant))
                .collect(Collectors.toMap(
                        order -> order.getIdElement().getIdPart(), order -> order, (one, same) -> one, TreeMap::new))
                .values()
                .stream()
                .toList();
    }

    private List<ServiceRequest> collected(String number) {
        var value = FhirStore.literally(number);
        var ids = Stream.concat(
                        fhir.search(Specimen.class, "identifier=" + value).stream(),
                        fhir.search(Specimen.class, "accession=" + value).stream())
                .flatMap(specimen -> specimen.getRequest().stream())
                .map(request -> request.getReferenceElement())
                .filter(id -> "ServiceRequest".equals(id.getResourceType()))
                .map(id -> id.getIdPart())
                .distinct()
                .collect(Collectors.joining(","));
        return ids.isEmpty() ? List.of() : fhir.search(ServiceRequest.class, "_id=" + ids);
    }

    /** All of them, however many, the oldest first. */
    public List<ServiceRequest> all(KeptGrant grant) {
        return fhir
                .searchAll(
                        ServiceRequest.class,
                        "status=active&identifier=" + FhirStore.literally(Systems.ACCESSION) + "|")
                .stream()
                .filter(order -> isToDo(order, grant))
                .sorted(Comparator.comparing(
                        ServiceRequest::getAuthoredOn, Comparator.nullsLast(Comparator.naturalOrder())))
                .toList();
    }

    private boolean isToDo(ServiceRequest order, KeptGrant grant) {
        return WorkComposer.isOpen(order) && rights.sees(grant, order);
    }
}
