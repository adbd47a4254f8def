package org.openward.orders;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.ServiceRequest.ServiceRequestStatus;
import org.openward.fhir.FhirStore;
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
