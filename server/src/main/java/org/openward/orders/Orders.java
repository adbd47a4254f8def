package org.openward.orders;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.ServiceRequest.ServiceRequestStatus;
import org.hl7.fhir.r4.model.Specimen;
import org.openward.fhir.FhirStore;
import org.openward.profiles.Systems;
import org.springframework.stereotype.Component;

/** What the hospital has ordered, as the departments that carry it out look it up. */
@Component
public class Orders {
    private static final Set<ServiceRequestStatus> OPEN =
            Set.of(ServiceRequestStatus.DRAFT, ServiceRequestStatus.ACTIVE, ServiceRequestStatus.ONHOLD);

    private final FhirStore fhir;
    private final Accessions accessions;

    Orders(FhirStore fhir, Accessions accessions) {
        this.fhir = fhir;
        this.accessions = accessions;
    }

    /** The laboratory order that was given this accession number. */
    public Optional<ServiceRequest> byAccession(String number) {
        return accessions.orderOf(number).flatMap(id -> fhir.find(ServiceRequest.class, id));
    }

    /** The laboratory orders that whoever placed them knows by this number. */
    public List<ServiceRequest> byPlacer(String number) {
        return fhir.search(ServiceRequest.class, "identifier=" + searched(number)).stream()
                .filter(LaboratoryOrder::is)
                .toList();
    }

    /** The laboratory order with this id. */
    public Optional<ServiceRequest> forLaboratory(String id) {
        return fhir.find(ServiceRequest.class, id).filter(LaboratoryOrder::is);
    }

    /**
     * The laboratory orders that wait to be carried out with this tube: by our accession number, else by a specimen that has
     * the number.
     */
    public List<ServiceRequest> openOn(String tube) {
        var found = new LinkedHashMap<String, ServiceRequest>();
        byAccession(tube).ifPresent(order -> found.put(order.getIdElement().getIdPart(), order));
        specimens(tube).forEach(specimen -> ordersOf(specimen)
                .forEach(order -> found.putIfAbsent(order.getIdElement().getIdPart(), order)));
        return found.values().stream()
                .filter(order -> order.getStatus() == ServiceRequestStatus.ACTIVE)
                .filter(LaboratoryOrder::is)
                .toList();
    }

    private List<Specimen> specimens(String tube) {
        var token = searched(tube);
        return Stream.of("accession=", "identifier=")
                .flatMap(parameter -> fhir.search(Specimen.class, parameter + token).stream())
                .filter(specimen -> isOn(specimen, tube))
                .toList();
    }

    /** An analyzer's own running number means a tube of that analyzer only. */
    private static boolean isOn(Specimen specimen, String tube) {
        return Stream.concat(Stream.of(specimen.getAccessionIdentifier()), specimen.getIdentifier().stream())
                .filter(identifier -> tube.equals(identifier.getValue()))
                .anyMatch(identifier -> !String.valueOf(identifier.getSystem()).startsWith(Systems.ROOT + "device/"));
    }

    private List<ServiceRequest> ordersOf(Specimen specimen) {
        var named = specimen.getRequest().stream()
                .map(request -> request.getReferenceElement().getIdPart())
                .filter(Objects::nonNull)
                .flatMap(id -> fhir.find(ServiceRequest.class, id).stream());
        var naming =
                fhir
                        .search(
                                ServiceRequest.class,
                                "specimen=Specimen/" + specimen.getIdElement().getIdPart())
                        .stream();
        return Stream.concat(named, naming).toList();
    }

    /** Its report is final: an order that was still open is carried out. */
    public void complete(String id) {
        fhir.find(ServiceRequest.class, id)
                .filter(order -> OPEN.contains(order.getStatus()))
                .map(order -> order.setStatus(ServiceRequestStatus.COMPLETED))
                .ifPresent(fhir::update);
    }

    /** A number may hold characters that mean something else in a FHIR search or in a URL. */
    private static String searched(String number) {
        var token = number.replaceAll("([\\\\,$|])", "\\\\$1");
        return URLEncoder.encode(token, StandardCharsets.UTF_8);
    }
}
