package org.openward.hl7v2.writing;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.hl7.fhir.r4.model.Address;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointSystem;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointUse;
import org.hl7.fhir.r4.model.DateTimeType;
import org.hl7.fhir.r4.model.Enumerations.AdministrativeGender;
import org.hl7.fhir.r4.model.HumanName;
import org.hl7.fhir.r4.model.HumanName.NameUse;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Identifier.IdentifierUse;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.StringType;
import org.openward.hl7v2.writing.AdmissionWriter.Merge;
import org.openward.profiles.Systems;

/** Writes a patient as PID, and next of kin as NK1. */
final class PatientLines {
    private static final Map<NameUse, String> NAME_TYPES = Map.of(
            NameUse.OFFICIAL, "L",
            NameUse.USUAL, "D",
            NameUse.MAIDEN, "M",
            NameUse.NICKNAME, "N",
            NameUse.ANONYMOUS, "S");

    private final Fields fields;
    private final Concepts concepts;

    PatientLines(Fields fields) {
        this.fields = fields;
        this.concepts = new Concepts(fields);
    }

    Line patient(Patient patient) throws CannotBeWritten {
        return patient(patient, identifier -> true);
    }

    /** PID of a merge; its numbers are those by which the survivor is known besides the prior one's. */
    Line survivor(Merge merge) throws CannotBeWritten {
        return patient(merge.survivor(), identifier -> !isTakenOver(identifier, merge));
    }

    /** MRG: the numbers under which a patient was known whose record has ended. */
    Line prior(Merge merge) throws CannotBeWritten {
        var survivors = merge.survivor().getIdentifier().stream()
                .filter(identifier -> !isTakenOver(identifier, merge))
                .toList();
        return new Line("MRG")
                .put(1, numbers(merge.prior(), identifier -> survivors.stream()
                        .noneMatch(own -> isSame(own, identifier))))
                .put(7, names(merge.prior()));
    }

    /** A merge leaves the prior patient's numbers with the survivor, as old ones. */
    private static boolean isTakenOver(Identifier identifier, Merge merge) {
        return identifier.getUse() == IdentifierUse.OLD
                && merge.prior().getIdentifier().stream().anyMatch(prior -> isSame(prior, identifier));
    }

    private static boolean isSame(Identifier one, Identifier other) {
        return Objects.equals(one.getSystem(), other.getSystem()) && Objects.equals(one.getValue(), other.getValue());
    }

    private Line patient(Patient patient, Predicate<Identifier> known) throws CannotBeWritten {
        var line = new Line("PID")
                .put(1, "1")
                .put(3, numbers(patient, known))
                .put(5, names(patient))
                .put(7, fields.time(patient.getBirthDateElement().hasValue() ? birth(patient) : null))
                .put(8, sex(patient))
                .put(
                        11,
                        Fields.repeated(
                                patient.getAddress().stream().map(this::address).toList()))
                .put(13, telecoms(patient, point -> point.getUse() != ContactPointUse.WORK))
                .put(14, telecoms(patient, point -> point.getUse() == ContactPointUse.WORK))
                .put(15, concepts.concept(patient.getCommunicationFirstRep().getLanguage()))
                .put(16, concepts.concept(patient.getMaritalStatus()));
        if (patient.getDeceased() instanceof DateTimeType died) {
            line.put(29, fields.time(died)).put(30, "Y");
        } else if (patient.getDeceased() instanceof BooleanType dead) {
            line.put(30, dead.booleanValue() ? "Y" : "N");
        }
        return line;
    }

    /** A birth date without its time of day: that is what every version has. */
    private static DateTimeType birth(Patient patient) {
        return new DateTimeType(patient.getBirthDateElement().getValueAsString());
    }

    /** Our own medical record number stands first. */
    private String numbers(Patient patient, Predicate<Identifier> known) throws CannotBeWritten {
        var ours = patient.getIdentifier().stream().filter(PatientLines::isOurs);
        var others = patient.getIdentifier().stream().filter(identifier -> !isOurs(identifier));
        var written = Fields.repeated(Stream.concat(ours, others)
                .filter(known.and(Identifier::hasValue))
                .map(fields::numberOf)
                .toList());
        if (written.isEmpty()) {
            throw new CannotBeWritten("The patient has no number of his own.");
        }
        return written;
    }

    private static boolean isOurs(Identifier identifier) {
        return Systems.MRN.equals(identifier.getSystem());
    }

    private static String sex(Patient patient) {
        AdministrativeGender gender = patient.getGender();
        if (gender == null) {
            return "";
        }
        return switch (gender) {
            case FEMALE -> "F";
            case MALE -> "M";
            case OTHER -> "O";
            default -> "U";
        };
    }

    private String names(Patient patient) {
        return Fields.repeated(patient.getName().stream().map(this::name).toList());
    }

    private String name(HumanName name) {
        var given = name.getGiven();
        var others = given.stream().skip(1).map(StringType::getValue).toList();
        var written = Fields.composite(
                fields.text(name.getFamily()),
                given.isEmpty() ? "" : fields.text(given.get(0).getValue()),
                fields.text(String.join(" ", others)),
                fields.text(name.getSuffixAsSingleString()),
                fields.text(name.getPrefixAsSingleString()));
        var whole = written.isEmpty() ? fields.text(name.getText()) : written;
        if (whole.isEmpty()) {
            return "";
        }
        var components = whole.split("\\^", -1).length;
        return whole
                + "^".repeat(Math.max(0, 6 - components) + 1)
                + (name.hasUse() ? NAME_TYPES.getOrDefault(name.getUse(), "L") : "L");
    }

    private String address(Address address) {
        var lines = address.getLine().stream().map(StringType::getValue).toList();
        var others = lines.stream().skip(1).toList();
        return Fields.composite(
                lines.isEmpty() ? fields.text(address.getText()) : fields.text(lines.get(0)),
                fields.text(String.join(", ", others)),
                fields.text(address.getCity()),
                fields.text(address.getState()),
                fields.text(address.getPostalCode()),
                fields.text(address.getCountry()),
                "",
                "",
                fields.text(address.getDistrict()));
    }

    private String telecoms(Patient patient, Predicate<ContactPoint> wanted) {
        return Fields.repeated(
                patient.getTelecom().stream().filter(wanted).map(this::telecom).toList());
    }

    private String telecom(ContactPoint point) {
        var use = point.getUse() == ContactPointUse.WORK ? "WPN" : "PRN";
        if (point.getSystem() == ContactPointSystem.EMAIL) {
            return Fields.composite("", "NET", "Internet", fields.text(point.getValue()));
        }
        var mobile = point.getUse() == ContactPointUse.MOBILE;
        var equipment = point.getSystem() == ContactPointSystem.FAX ? "FX" : mobile ? "CP" : "PH";
        return point.hasValue() ? Fields.composite(fields.text(point.getValue()), use, equipment) : "";
    }

    List<Line> kin(Patient patient) {
        return patient.getContact().stream()
                .map(contact -> new Line("NK1")
                        .put(1, Integer.toString(patient.getContact().indexOf(contact) + 1))
                        .put(2, name(contact.getName()))
                        .put(3, concepts.concept(contact.getRelationshipFirstRep()))
                        .put(4, address(contact.getAddress()))
                        .put(5, telecom(contact.getTelecomFirstRep())))
                .toList();
    }
}
