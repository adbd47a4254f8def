package org.openward.orders;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import java.util.Optional;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.FhirGuard;
import org.openward.numbering.NumberSeries;
import org.openward.numbering.Series;
import org.openward.profiles.Systems;

/** Every laboratory order carries the accession number that it was given, whatever a client writes. */
@FhirGuard
@Interceptor
class AccessionGuard {
    private static final String DRAWN_HERE = AccessionGuard.class.getName();

    private final NumberSeries numbers;
    private final Accessions accessions;

    AccessionGuard(NumberSeries numbers, Accessions accessions) {
        this.numbers = numbers;
        this.accessions = accessions;
    }

    @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_CREATED)
    public void allocate(IBaseResource created) {
        if (created instanceof ServiceRequest order) {
            forgetFirstAttempt(order);
            refuseOtherThan(Optional.empty(), order);
            if (LaboratoryOrder.is(order)) {
                write(numbers.next(Series.ACCESSION), order);
            }
        }
    }

    @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_CREATED)
    public void enter(IBaseResource created) {
        if (created instanceof ServiceRequest order) {
            written(order).ifPresent(number -> accessions.enter(number, id(order)));
        }
    }

    @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_UPDATED)
    public void carryForward(@Nullable IBaseResource before, IBaseResource after) {
        if (after instanceof ServiceRequest order) {
            forgetFirstAttempt(order);
            var number = accessions.numberOf(id(order)).or(() -> written(before));
            refuseOtherThan(number, order);
            number.or(() -> late(order)).ifPresent(own -> write(own, order));
        }
    }

    /** A transaction that HAPI repeats after a conflict brings the number of its first attempt, which was rolled back. */
    private static void forgetFirstAttempt(ServiceRequest order) {
        order.getIdentifier().removeIf(identifier -> identifier.getUserData(DRAWN_HERE) != null);
    }

    /** An order that becomes the laboratory's only now. */
    private Optional<String> late(ServiceRequest order) {
        if (!LaboratoryOrder.is(order)) {
            return Optional.empty();
        }
        var number = numbers.next(Series.ACCESSION);
        accessions.enter(number, id(order));
        return Optional.of(number);
    }

    private static void refuseOtherThan(Optional<String> number, ServiceRequest order) {
        var foreign = order.getIdentifier().stream()
                .filter(AccessionGuard::isAccession)
                .anyMatch(identifier ->
                        number.filter(own -> own.equals(identifier.getValue())).isEmpty());
        if (foreign) {
            throw new AccessionNotYours();
        }
    }

    private static void write(String number, ServiceRequest order) {
        order.getIdentifier().removeIf(AccessionGuard::isAccession);
        var identifier = order.addIdentifier().setSystem(Systems.ACCESSION).setValue(number);
        identifier.setUserData(DRAWN_HERE, true);
        identifier
                .getType()
                .addCoding()
                .setSystem(Systems.IDENTIFIER_TYPE)
                .setCode("ACSN")
                .setDisplay("Accession ID");
    }

    private static Optional<String> written(@Nullable IBaseResource resource) {
        return resource instanceof ServiceRequest order
                ? order.getIdentifier().stream()
                        .filter(AccessionGuard::isAccession)
                        .map(Identifier::getValue)
                        .findFirst()
                : Optional.empty();
    }

    private static boolean isAccession(Identifier identifier) {
        return Systems.ACCESSION.equals(identifier.getSystem());
    }

    private static String id(ServiceRequest order) {
        return order.getIdElement().getIdPart();
    }
}
