package org.openward.registration;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Patient.LinkType;
import org.openward.fhir.FhirStore;
import org.openward.profiles.Systems;
import org.springframework.stereotype.Component;

/** The index of patients by the numbers that others know them by. Who ended in another's favour is found as that other. */
@Component
public class PatientIndex {
    /** So many merges in a row no hospital makes; links that go round in a circle are an error. */
    private static final int LONGEST_CHAIN = 50;

    private final FhirStore fhir;

    PatientIndex(FhirStore fhir) {
        this.fhir = fhir;
    }

    /**
     * The patients whom the numbers can mean, by their ids: by our own medical record number and by numbers whose issuer both
     * sides name; else by a number that looks like ours, whoever gave it out, since senders name the hospital in many ways; else
     * by the numbers of other systems, where what one side leaves open fits anything.
     */
    public Map<String, Patient> meantBy(List<PatientNumber> numbers) {
        // What names no system is looked for in all of them, ours included.
        var all = search(numbers.stream()
                .flatMap(sent -> sent.system().isEmpty() ? Stream.of(sent) : Stream.of(sent, asOurs(sent)))
                .distinct()
                .toList());
        var named = Stream.concat(
                        numbers.stream().filter(sent -> !sent.system().isEmpty()),
                        numbers.stream().filter(sent -> sent.system().isEmpty()).map(PatientIndex::asOurs))
                .toList();
        var asOurs = numbers.stream().map(PatientIndex::asOurs).toList();
        return Stream.of(named, asOurs, numbers)
                .map(tried -> matching(all, tried, PatientIndex::means))
                .filter(found -> !found.isEmpty())
                .findFirst()
                .orElseGet(TreeMap::new);
    }

    /** The ids of the patients who have one of the values as our own medical record number. */
    public List<String> ownedBy(List<PatientNumber> numbers) {
        return ids(numbers.stream().map(PatientIndex::asOurs).toList(), PatientIndex::means);
    }

    /** The ids of the patients who have one of the numbers, of that very system. */
    public List<String> having(List<PatientNumber> numbers) {
        return ids(
                numbers,
                (sent, own) ->
                        sent.value().equals(own.getValue()) && sent.system().equals(own.getSystem()));
    }

    private static PatientNumber asOurs(PatientNumber sent) {
        return new PatientNumber(sent.value(), Systems.MRN, sent.type());
    }

    /** The patient whose record this is today; nothing if it was deleted. */
    public Optional<Patient> surviving(String id) {
        var found = fhir.find(Patient.class, id);
        for (int link = 0; link < LONGEST_CHAIN && found.isPresent(); link++) {
            var next = replacedBy(found.get());
            if (next.isEmpty()) {
                return found;
            }
            found = fhir.find(Patient.class, next.get());
        }
        return found;
    }

    /** Whether something may be filed under the record: it was neither put out of use nor replaced by another. */
    public static boolean isInUse(Patient patient) {
        return (!patient.hasActive() || patient.getActive())
                && replacedBy(patient).isEmpty();
    }

    private static Optional<String> replacedBy(Patient patient) {
        return patient.getLink().stream()
                .filter(link -> link.getType() == LinkType.REPLACEDBY)
                .flatMap(link -> Optional.ofNullable(
                        link.getOther().getReferenceElement().getIdPart())
                        .stream())
                .findFirst();
    }

    private List<String> ids(List<PatientNumber> numbers, BiPredicate<PatientNumber, Identifier> rule) {
        return List.copyOf(matching(search(numbers), numbers, rule).keySet());
    }

    private static SortedMap<String, Patient> matching(
            List<Patient> patients, List<PatientNumber> numbers, BiPredicate<PatientNumber, Identifier> rule) {
        var found = new TreeMap<String, Patient>();
        for (var patient : patients) {
            if (isInUse(patient)
                    && patient.getIdentifier().stream()
                            .anyMatch(own -> numbers.stream().anyMatch(sent -> rule.test(sent, own)))) {
                found.put(patient.getIdElement().getIdPart(), patient);
            }
        }
        return found;
    }

    private List<Patient> search(List<PatientNumber> numbers) {
        return numbers.isEmpty()
                ? List.of()
                : fhir.search(
                        Patient.class,
                        "identifier="
                                + numbers.stream().map(PatientIndex::token).collect(Collectors.joining(",")));
    }

    private static String token(PatientNumber number) {
        var value = FhirStore.literally(number.value());
        return number.system().isEmpty() ? value : FhirStore.literally(number.system()) + "%7C" + value;
    }

    /** A number without system or type means any; where both sides name one, they must agree. */
    private static boolean means(PatientNumber sent, Identifier own) {
        var ownTypes = own.getType().getCoding();
        var sameType = sent.type().isEmpty()
                || ownTypes.isEmpty()
                || ownTypes.stream().anyMatch(type -> sent.type().equals(type.getCode()))
                || Systems.MRN.equals(own.getSystem());
        return sent.value().equals(own.getValue())
                && sameType
                && (sent.system().isEmpty() || sent.system().equals(own.getSystem()));
    }
}
