package org.openward.interfaceengine.outbound.letters;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.Specimen;
import org.openward.fhir.FhirStore;
import org.openward.hl7v2.law.TubePlace;
import org.openward.interfaceengine.places.PlacedTube;
import org.openward.interfaceengine.places.TubePlaces;
import org.openward.profiles.Systems;
import org.openward.security.KeptGrant;
import org.openward.security.StandingRights;
import org.springframework.stereotype.Component;

/** The laboratory's orders that are still to be done, as far as whoever named the destination may see them. */
@Component
public class OpenOrders {
    private final FhirStore fhir;
    private final StandingRights rights;
    private final TubePlaces places;

    OpenOrders(FhirStore fhir, StandingRights rights, TubePlaces places) {
        this.places = places;
        this.fhir = fhir;
        this.rights = rights;
    }

    /** By the accession number of an order, or by a specimen whose number stands on the tube. */
    public List<ServiceRequest> ofTube(String number, KeptGrant grant) {
        return toDo(Stream.concat(ordered(number), collected(named(number))), grant);
    }

    /**
     * Of the tubes that are known to stand in a place, in the order of their positions, those without orders too; when none is known, of
     * the place itself.
     */
    public List<TubeOrders> standingIn(TubePlace asked, KeptGrant grant) {
        var found = places.in(asked).stream()
                .flatMap(tube -> standing(tube, grant).stream())
                .toList();
        return found.isEmpty() ? List.of(new TubeOrders("", asked, List.of())) : found;
    }

    private Optional<TubeOrders> standing(PlacedTube tube, KeptGrant grant) {
        var itself = fhir.search(Specimen.class, "_id=" + tube.specimen()).stream()
                .filter(specimen -> rights.sees(grant, specimen))
                .toList();
        if (itself.isEmpty()) {
            return Optional.empty();
        }
        var naming = fhir.search(ServiceRequest.class, "specimen=Specimen/" + tube.specimen()).stream();
        var orders = Stream.of(
                        ordered(tube.number()), collected(Stream.concat(itself.stream(), named(tube.number()))), naming)
                .flatMap(each -> each);
        return Optional.of(new TubeOrders(tube.number(), tube.place(), toDo(orders, grant)));
    }

    private Stream<ServiceRequest> ordered(String accession) {
        return fhir
                .search(
                        ServiceRequest.class,
                        "identifier=" + FhirStore.literally(Systems.ACCESSION) + "|" + FhirStore.literally(accession))
                .stream();
    }

    private List<ServiceRequest> toDo(Stream<ServiceRequest> orders, KeptGrant grant) {
        return orders
                .filter(order -> isToDo(order, grant))
                .collect(Collectors.toMap(
                        order -> order.getIdElement().getIdPart(), order -> order, (one, same) -> one, TreeMap::new))
                .values()
                .stream()
                .toList();
    }

    private Stream<Specimen> named(String number) {
        var value = FhirStore.literally(number);
        return Stream.concat(
                fhir.search(Specimen.class, "identifier=" + value).stream(),
                fhir.search(Specimen.class, "accession=" + value).stream());
    }

    private Stream<ServiceRequest> collected(Stream<Specimen> specimens) {
        var ids = specimens
                .flatMap(specimen -> specimen.getRequest().stream())
                .map(request -> request.getReferenceElement())
                .filter(id -> "ServiceRequest".equals(id.getResourceType()))
                .map(id -> id.getIdPart())
                .distinct()
                .collect(Collectors.joining(","));
        return ids.isEmpty() ? Stream.empty() : fhir.search(ServiceRequest.class, "_id=" + ids).stream();
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
