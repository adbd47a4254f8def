package org.openward.hl7v2.changes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.parser.IParser;
import ca.uhn.fhir.parser.StrictErrorHandler;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.AllergyIntolerance;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Appointment.ParticipantRequired;
import org.hl7.fhir.r4.model.ChargeItem;
import org.hl7.fhir.r4.model.Condition;
import org.hl7.fhir.r4.model.Coverage;
import org.hl7.fhir.r4.model.DocumentReference;
import org.hl7.fhir.r4.model.Immunization;
import org.hl7.fhir.r4.model.MedicationDispense;
import org.hl7.fhir.r4.model.Observation;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.openward.Corpus;
import org.openward.hl7v2.Hl7Message;
import org.openward.hl7v2.MalformedMessage;
import org.openward.hl7v2.Place;
import org.openward.hl7v2.Segment;

/** Every message of the kinds read here out of a corpus of real and published ones, when it lies beside the project. */
class ChangesCorpusTest {
    /** Each such segment is one such record, or is named as left aside. */
    private static final Map<String, Class<? extends Resource>> MADE_OF = Map.of(
            "OBR", ServiceRequest.class,
            "FT1", ChargeItem.class,
            "RXD", MedicationDispense.class,
            "RXA", Immunization.class,
            "TXA", DocumentReference.class);

    private static final IParser JSON = FhirContext.forR4Cached().newJsonParser();

    static {
        JSON.setParserErrorHandler(new StrictErrorHandler());
    }

    @TestFactory
    Stream<DynamicTest> every_message_wants_something_or_says_why_it_waits() throws IOException {
        return files().map(file -> DynamicTest.dynamicTest(file.name(), () -> check(file)));
    }

    @Test
    void damaged_messages_are_read_or_refused_and_never_a_surprise() throws IOException {
        Random random = new Random(42);
        String trouble = "|^~\\&\r\"0AZ\u0000\u00ff";
        int read = 0;
        for (Corpus.Entry file : files().toList()) {
            byte[] good = file.bytes();
            for (int round = 0; round < 15; round++) {
                byte[] damaged = Arrays.copyOf(good, 1 + random.nextInt(good.length));
                for (int change = random.nextInt(20); change > 0; change--) {
                    damaged[random.nextInt(damaged.length)] = (byte) trouble.charAt(random.nextInt(trouble.length()));
                }
                read += parsed(damaged).map(ChangesCorpusTest::read).isPresent() ? 1 : 0;
            }
        }

        assertThat(read).isGreaterThan(100);
    }

    private static void check(Corpus.Entry file) throws IOException {
        Optional<Hl7Message> message = parsed(file.bytes());
        if (message.isEmpty()) {
            // Some files hold several messages or a message that is wrong on purpose.
            return;
        }
        IntendedChanges changes = read(message.get());

        assertThat(changes.changes().isEmpty() && changes.holds().isEmpty()).isFalse();
        Set<Place> aside = new HashSet<>(changes.aside());
        assertThat(changes.aside()).doesNotHaveDuplicates();
        assertThat(message.get().segments())
                .filteredOn(each -> each.name().startsWith("Z"))
                .allSatisfy(each -> assertThat(aside).contains(each.place(0)));
        accountForResources(message.get(), changes);
        accountForRegistration(message.get(), changes);
        if (changes.holds().isEmpty()) {
            MADE_OF.forEach((name, kind) -> assertThat(made(changes, kind))
                    .as("%s of %s", kind.getSimpleName(), name)
                    .isEqualTo(message.get().segments(name).stream()
                            .filter(each -> !aside.contains(each.place(0)))
                            .count()));
        }
        List<String> first = encoded(changes);
        assertThat(encoded(read(message.get()))).isEqualTo(first);
    }

    /** Whoever and whatever an appointment needs takes part in it, or is put aside because it names nobody and nothing. */
    private static void accountForResources(Hl7Message message, IntendedChanges changes) {
        List<Appointment> appointments = ReadingChanges.all(changes, Appointment.class);
        if (appointments.size() != 1) {
            return;
        }
        Appointment appointment = appointments.get(0);
        List<Segment> resources = Stream.of("AIP", "AIL", "AIG")
                .flatMap(name -> message.segments(name).stream())
                .toList();
        int coming = (int) appointment.getParticipant().stream()
                .filter(each -> each.getRequired() != ParticipantRequired.INFORMATIONONLY)
                .count();
        int named = resources.stream()
                .filter(each -> !changes.aside().contains(each.place(0)))
                .mapToInt(each ->
                        each.name().equals("AIP") ? each.field(3).repetitions().size() : 1)
                .sum();
        assertThat(coming).isEqualTo(named);
        assertThat(resources)
                .filteredOn(each -> changes.aside().contains(each.place(0)))
                .allSatisfy(each -> assertThat(
                                each.field(3).component(1) + each.field(3).component(2))
                        .isEmpty());
        assertThat(appointment.getServiceType())
                .hasSize(count(message, "AIS", each -> each.field(3).isPresent()));
    }

    /** Each of these became a record or a part of one, or is put aside, which a person is told. */
    private static void accountForRegistration(Hl7Message message, IntendedChanges changes) {
        if (!message.header().type().equals("ADT")
                || !changes.holds().isEmpty()
                || changes.changes().stream().anyMatch(Change.MergePatients.class::isInstance)) {
            return;
        }
        int kin = ReadingChanges.all(changes, Patient.class).stream()
                .mapToInt(each -> each.getContact().size())
                .sum();
        assertThat(kin).isEqualTo(mapped(message, changes, "NK1"));
        assertThat(ReadingChanges.all(changes, Condition.class)).hasSize(mapped(message, changes, "DG1"));
        assertThat(ReadingChanges.all(changes, AllergyIntolerance.class)).hasSize(mapped(message, changes, "AL1"));
        assertThat(ReadingChanges.all(changes, Coverage.class)).hasSize(mapped(message, changes, "IN1"));
        assertThat(mapped(message, changes, "PR1")).isZero();
        assertThat(mapped(message, changes, "GT1")).isZero();
        assertThat(mapped(message, changes, "OBX"))
                .isEqualTo(ReadingChanges.all(changes, Observation.class).size());
    }

    private static int mapped(Hl7Message message, IntendedChanges changes, String name) {
        return count(message, name, each -> !changes.aside().contains(each.place(0)));
    }

    private static int count(Hl7Message message, String name, Predicate<Segment> which) {
        return (int) message.segments(name).stream().filter(which).count();
    }

    private static long made(IntendedChanges changes, Class<? extends Resource> kind) {
        return ReadingChanges.all(changes, kind).stream()
                .filter(each -> !(each instanceof ServiceRequest order) || order.hasCode())
                .count();
    }

    private static List<String> encoded(IntendedChanges changes) {
        return ReadingChanges.puts(changes).stream()
                .map(each -> {
                    String json = JSON.encodeResourceToString(each.resource());
                    JSON.parseResource(json);
                    return json;
                })
                .toList();
    }

    private static Optional<Hl7Message> parsed(byte[] raw) {
        try {
            return Optional.of(Hl7Message.parse(raw));
        } catch (MalformedMessage refused) {
            return Optional.empty();
        }
    }

    private static IntendedChanges read(Hl7Message message) {
        return switch (message.header().type()) {
            case "ADT" -> new AdtToChanges().map(message, ReadingChanges.SYSTEM);
            case "SIU" -> new SiuToChanges().map(message, ReadingChanges.SYSTEM);
            case "DFT" -> new DftToChanges().map(message, ReadingChanges.SYSTEM);
            case "MDM" -> new MdmToChanges().map(message, ReadingChanges.SYSTEM);
            case "VXU" -> new VxuToChanges().map(message, ReadingChanges.SYSTEM);
            case "RDE", "RDS" -> new PharmacyToChanges().map(message, ReadingChanges.SYSTEM);
            default -> new OrderToChanges().map(message, ReadingChanges.SYSTEM);
        };
    }

    private static Stream<Corpus.Entry> files() throws IOException {
        Optional<Corpus> corpus = Corpus.find();
        assumeTrue(corpus.isPresent(), "No corpus beside the project");
        return corpus.get().entries().stream()
                .filter(each -> each.type().matches("(ADT|SIU|ORM|OML|DFT|MDM|VXU|RDE|RDS).*"));
    }
}
