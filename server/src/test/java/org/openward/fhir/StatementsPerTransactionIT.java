package org.openward.fhir;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.jpa.util.MemoryCacheService;
import java.util.List;
import java.util.UUID;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Bundle.BundleEntryComponent;
import org.hl7.fhir.r4.model.Bundle.BundleType;
import org.hl7.fhir.r4.model.Bundle.HTTPVerb;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Observation.ObservationStatus;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Practitioner;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Resource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.openward.testing.CountedStatements;
import org.openward.testing.FhirClient;
import org.openward.testing.Hospital;
import org.openward.testing.HospitalTest;

/** How often a transaction goes to the database: for forty entries hardly more often than for four, whatever they name or ask for. */
@HospitalTest
class StatementsPerTransactionIT {
    private static final String NUMBERS = "urn:openward:counted";
    private static final int FEW = 4;
    private static final int MANY = 40;

    /** For batches of more than so many rows. */
    private static final int HARDLY_MORE = 8;

    private final Hospital hospital;
    private final FhirClient demo;
    private final Reference patient;

    StatementsPerTransactionIT(Hospital hospital) {
        this.hospital = hospital;
        this.demo = hospital.asDemo();
        this.patient = reference(demo.create(new Patient()));
    }

    private static Reference reference(Resource stored) {
        return new Reference(stored.fhirType() + "/" + stored.getIdElement().getIdPart());
    }

    private Observation observation() {
        return new Observation()
                .setStatus(ObservationStatus.PRELIMINARY)
                .setSubject(patient)
                .setCode(new CodeableConcept().setText("counted"));
    }

    private static String number() {
        return UUID.randomUUID().toString();
    }

    private static Bundle transaction(int entries, IntFunction<BundleEntryComponent> entry) {
        var bundle = new Bundle().setType(BundleType.TRANSACTION);
        IntStream.range(0, entries).mapToObj(entry).forEach(bundle::addEntry);
        return bundle;
    }

    private static BundleEntryComponent post(Resource resource) {
        var entry = new BundleEntryComponent().setResource(resource);
        entry.getRequest().setMethod(HTTPVerb.POST).setUrl(resource.fhirType());
        return entry;
    }

    /** A new one that is to be stored if nobody has its number. */
    private BundleEntryComponent unless(String number, String condition) {
        var observation = observation();
        observation.addIdentifier().setSystem(NUMBERS).setValue(number);
        var entry = post(observation).setFullUrl("urn:uuid:" + UUID.randomUUID());
        entry.getRequest().setIfNoneExist(condition + NUMBERS + "%7C" + number);
        return entry;
    }

    private void takesHardlyMoreForMany(IntFunction<Bundle> transactions) {
        var few = statements(transactions, FEW);
        var many = statements(transactions, MANY);

        assertThat(many).hasSizeLessThanOrEqualTo(few.size() + HARDLY_MORE);
    }

    /** Without those that draw the next numbers of a sequence: it depends on others when they are due. */
    private List<String> statements(IntFunction<Bundle> transactions, int entries) {
        // The first time, HAPI and the database learn what they then know.
        send(transactions.apply(entries));
        var transaction = transactions.apply(entries);
        return hospital.part(CountedStatements.class).during(() -> send(transaction)).stream()
                .filter(statement -> !statement.startsWith("select nextval("))
                .map(statement -> statement.substring(0, Math.min(statement.length(), 200)))
                .toList();
    }

    private List<BundleEntryComponent> send(Bundle transaction) {
        var answer = demo.transact(transaction);
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        return answer.resource(Bundle.class).getEntry();
    }

    /** FHIR has the search alone in an entry's {@code ifNoneExist}; some clients name the type before it. */
    @ParameterizedTest
    @ValueSource(strings = {"identifier=", "Observation?identifier="})
    void new_records_on_the_condition_that_there_is_none_of_their_number(String condition) {
        takesHardlyMoreForMany(entries -> transaction(entries, each -> unless(number(), condition)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"identifier=", "Observation?identifier="})
    void records_that_are_there_already(String condition) {
        takesHardlyMoreForMany(entries -> {
            var known = IntStream.range(0, entries).mapToObj(each -> number()).toList();
            send(transaction(entries, each -> unless(known.get(each), condition)));
            // As on a server that did not store them itself.
            hospital.part(MemoryCacheService.class).invalidateAllCaches();
            return transaction(entries, each -> unless(known.get(each), condition));
        });
    }

    @Test
    void references_to_practitioners_by_their_numbers() {
        takesHardlyMoreForMany(entries -> {
            var known = IntStream.range(0, entries).mapToObj(each -> number()).toList();
            send(transaction(entries, each -> post(practitioner(known.get(each)))));
            return transaction(
                    entries,
                    each -> post(observation()
                            .addPerformer(
                                    new Reference("Practitioner?identifier=" + NUMBERS + "%7C" + known.get(each)))));
        });
    }

    private static Practitioner practitioner(String number) {
        var practitioner = new Practitioner();
        practitioner.addIdentifier().setSystem(NUMBERS).setValue(number);
        return practitioner;
    }

    @Test
    void records_that_name_each_other() {
        takesHardlyMoreForMany(entries -> {
            var names = IntStream.range(0, entries)
                    .mapToObj(each -> "urn:uuid:" + UUID.randomUUID())
                    .toList();
            return transaction(
                    entries, each -> post(observation().addHasMember(new Reference(names.get((each + 1) % entries))))
                            .setFullUrl(names.get(each)));
        });
    }

    @Test
    void changes_of_records() {
        takesHardlyMoreForMany(entries -> {
            var stored = send(transaction(entries, each -> post(observation())));
            return transaction(
                    entries, each -> put(stored.get(each).getResponse().getLocation()));
        });
    }

    private BundleEntryComponent put(String location) {
        var changed = observation().setStatus(ObservationStatus.FINAL);
        var name = location.substring(0, location.indexOf("/_history"));
        changed.setId(name);
        var entry = new BundleEntryComponent().setResource(changed);
        entry.getRequest().setMethod(HTTPVerb.PUT).setUrl(name);
        return entry;
    }
}
