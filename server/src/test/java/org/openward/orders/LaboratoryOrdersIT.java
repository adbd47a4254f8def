package org.openward.orders;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.List;
import java.util.UUID;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.ServiceRequest.ServiceRequestIntent;
import org.hl7.fhir.r4.model.ServiceRequest.ServiceRequestPriority;
import org.hl7.fhir.r4.model.ServiceRequest.ServiceRequestStatus;
import org.junit.jupiter.api.Test;
import org.openward.profiles.Systems;
import org.openward.testing.FhirClient;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;

@HospitalTest
class LaboratoryOrdersIT {
    @Test
    void a_laboratory_order_gets_an_accession_number_of_its_own(Hospital hospital) {
        var clinic = hospital.asDemo();
        var patient = clinic.create(new Patient());

        var first = clinic.create(anOrderFor(patient));
        var second = clinic.create(anOrderFor(patient));

        assertThat(accessions(first)).hasSize(1);
        assertThat(accessions(second)).hasSize(1);
        assertThat(accessions(first)).isNotEqualTo(accessions(second));
        assertThat(first.getIdentifierFirstRep().getType().getCodingFirstRep().getCode())
                .isEqualTo("ACSN");
    }

    @Test
    void an_order_for_imaging_gets_none(Hospital hospital) {
        var clinic = hospital.asDemo();
        var order = anOrderFor(clinic.create(new Patient()));
        order.getCategoryFirstRep().getCodingFirstRep().setCode("RAD");

        var stored = clinic.create(order);

        assertThat(accessions(stored)).isEmpty();
    }

    @Test
    void an_accession_number_cannot_be_invented(Hospital hospital) {
        var clinic = hospital.asDemo();
        var order = anOrderFor(clinic.create(new Patient()));
        order.addIdentifier().setSystem(Systems.ACCESSION).setValue("A99999999");

        var answer = clinic.post("/ServiceRequest", order);

        assertThat(answer.status()).isEqualTo(422);
        assertThat(answer.invariant()).isEqualTo("G9");
    }

    @Test
    void an_accession_number_cannot_be_changed(Hospital hospital) {
        var clinic = hospital.asDemo();
        var stored = clinic.create(anOrderFor(clinic.create(new Patient())));
        var number = accessions(stored);
        stored.getIdentifierFirstRep().setValue("A99999998");

        var answer = clinic.put(path(stored), stored);

        assertThat(answer.status()).isEqualTo(422);
        assertThat(accessions(read(clinic, stored))).isEqualTo(number);
    }

    @Test
    void an_accession_number_that_an_update_leaves_out_is_carried_forward(Hospital hospital) {
        var clinic = hospital.asDemo();
        var stored = clinic.create(anOrderFor(clinic.create(new Patient())));
        var number = accessions(stored);
        stored.setIdentifier(null);
        stored.setPriority(ServiceRequestPriority.STAT);

        var answer = clinic.put(path(stored), stored);

        assertThat(answer.status()).isEqualTo(200);
        var changed = read(clinic, stored);
        assertThat(changed.getPriority()).isEqualTo(ServiceRequestPriority.STAT);
        assertThat(accessions(changed)).isEqualTo(number);
    }

    @Test
    void a_placers_own_number_stays_beside_ours(Hospital hospital) {
        var clinic = hospital.asDemo();
        var order = anOrderFor(clinic.create(new Patient()));
        order.addIdentifier(new Identifier()
                .setSystem("https://ward.example/orders")
                .setValue(UUID.randomUUID().toString()));

        var stored = clinic.create(order);

        assertThat(stored.getIdentifier()).hasSize(2);
        assertThat(accessions(stored)).hasSize(1);
    }

    @Test
    void the_orders_of_one_transaction_get_a_number_each(Hospital hospital) {
        var clinic = hospital.asDemo();
        var patient = clinic.create(new Patient());
        var bundle = new Bundle().setType(BundleType.TRANSACTION);
        for (int order = 0; order < 3; order++) {
            bundle.addEntry()
                    .setFullUrl("urn:uuid:" + UUID.randomUUID())
                    .setResource(anOrderFor(patient))
                    .getRequest()
                    .setMethod(HTTPVerb.POST)
                    .setUrl("ServiceRequest");
        }

        var answer = clinic.transact(bundle);

        assertThat(answer.status()).isEqualTo(200);
        var numbers = new HashSet<List<String>>();
        clinic.search("ServiceRequest?subject=" + patient.getIdElement().toUnqualifiedVersionless())
                .getEntry()
                .forEach(entry -> numbers.add(accessions((ServiceRequest) entry.getResource())));
        assertThat(numbers).hasSize(3).allSatisfy(number -> assertThat(number).hasSize(1));
    }

    @Test
    void an_order_of_another_tenant_is_numbered_in_its_own_series(Hospital hospital) {
        var clinic = hospital.asClinicB();

        var stored = clinic.create(anOrderFor(clinic.create(new Patient())));

        assertThat(accessions(stored)).hasSize(1);
    }

    private static ServiceRequest anOrderFor(Patient patient) {
        var order = new ServiceRequest()
                .setStatus(ServiceRequestStatus.ACTIVE)
                .setIntent(ServiceRequestIntent.ORDER)
                .setCode(new CodeableConcept(new Coding(Systems.LOINC, "58410-2", "CBC panel")))
                .setSubject(new Reference(patient.getIdElement().toUnqualifiedVersionless()));
        order.addCategory().addCoding(new Coding(Systems.DIAGNOSTIC_SERVICE, "LAB", "Laboratory"));
        return order;
    }

    private static List<String> accessions(ServiceRequest order) {
        return order.getIdentifier().stream()
                .filter(identifier -> Systems.ACCESSION.equals(identifier.getSystem()))
                .map(Identifier::getValue)
                .toList();
    }

    private static ServiceRequest read(FhirClient clinic, ServiceRequest order) {
        return clinic.read(ServiceRequest.class, order.getIdElement().getIdPart());
    }

    private static String path(ServiceRequest order) {
        return "/ServiceRequest/" + order.getIdElement().getIdPart();
    }
}
