package org.openward.billing;

import java.util.Arrays;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.r4.model.ChargeItem;
import org.hl7.fhir.r4.model.Reference;
import org.jspecify.annotations.Nullable;

/** Asks for a bill over all waiting charges that match everything that is given; at least one of the three ids is. */
public record GenerateInvoice(
        @Nullable String patient, @Nullable String encounter, @Nullable String account, BillType type) {
    public GenerateInvoice {
        if (patient == null && encounter == null && account == null) {
            throw new MalformedBillingRequest("Say whose charges to bill: give patient, encounter or account.");
        }
    }

    /**
     * The kind of bill that somebody asks for. The bill of a visit or an admission takes every charge; a department's own bill
     * takes its own charges and those that name no service at all.
     */
    public enum BillType {
        OPD,
        IPD,
        ER,
        LAB("DiagnosticReport", "Observation", "Specimen", "ServiceRequest"),
        PHARMACY("MedicationDispense", "MedicationAdministration", "MedicationRequest", "SupplyDelivery");

        @SuppressWarnings("ImmutableEnumChecker") // Set.of is immutable
        private final Set<String> services;

        BillType(String... services) {
            this.services = Set.of(services);
        }

        static Optional<BillType> of(String code) {
            return Arrays.stream(values())
                    .filter(type -> type.name().equals(code))
                    .findFirst();
        }

        boolean takes(ChargeItem charge) {
            return services.isEmpty()
                    || !charge.hasService()
                    || charge.getService().stream()
                            .map(Reference::getReferenceElement)
                            .anyMatch(service -> services.contains(service.getResourceType()));
        }
    }
}
