package org.openward.hl7v2.changes;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.hl7.fhir.r4.model.Address;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.ContactPoint;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointSystem;
import org.hl7.fhir.r4.model.ContactPoint.ContactPointUse;
import org.hl7.fhir.r4.model.HumanName;
import org.hl7.fhir.r4.model.HumanName.NameUse;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Patient.ContactComponent;
import org.openward.hl7v2.Field;
import org.openward.hl7v2.Segment;
import org.openward.hl7v2.results.BusinessIdentity;
import org.openward.hl7v2.results.PatientAsSent.SentIdentifier;
import org.openward.hl7v2.results.PatientReading;
import org.openward.profiles.Systems;

/** Reads PID and NK1 as the patient whom the sender administers. */
record PatientMapping(Reader reader) {
    private static final Map<String, NameUse> NAME_USES =
            Map.of("L", NameUse.OFFICIAL, "M", NameUse.MAIDEN, "N", NameUse.NICKNAME, "A", NameUse.ANONYMOUS);
    /** The fields that a sender can empty, and the elements that they are. */
    private static final Map<Integer, String> ELEMENTS = Map.of(
            5,
            "name",
            7,
            "birthDate",
            8,
            "gender",
            11,
            "address",
            13,
            "telecom",
            15,
            "communication",
            16,
            "maritalStatus",
            29,
            "deceased",
            30,
            "deceased");

    /** Puts the patient, or says why not; the identity is of the first number that the sender gave. */
    void map(Segment sent, List<Segment> kin) {
        List<SentIdentifier> numbers =
                new PatientReading(reader.reading().times()).read(sent, null).identifiers();
        if (numbers.isEmpty()) {
            reader.hold(Hold.Reason.NO_IDENTITY, sent.place(3), "The patient has no number");
            return;
        }
        Patient patient = new Patient();
        numbers.forEach(each -> patient.addIdentifier(identifier(each)));
        describe(patient, sent);
        contact(patient, sent);
        kin.forEach(each -> kin(each).ifPresent(patient::addContact));
        reader.put(patient, identity(numbers.get(0)), Change.Existence.MAY_BE_NEW, erased(sent));
    }

    private BusinessIdentity identity(SentIdentifier number) {
        return PatientIdentity.of(reader.reading().profile().namespace(), number);
    }

    private Identifier identifier(SentIdentifier number) {
        Identifier identifier = identity(number).identifier();
        if (!number.type().isEmpty()) {
            identifier.getType().addCoding().setSystem(Systems.IDENTIFIER_TYPE).setCode(number.type());
        }
        return identifier;
    }

    private void describe(Patient patient, Segment sent) {
        sent.field(5).repetitions().forEach(each -> name(each).ifPresent(patient::addName));
        reader.reading().times().date(sent.field(7), sent.place(7)).ifPresent(patient::setBirthDateElement);
        PatientReading.sex(sent.field(8).component(1)).ifPresent(patient::setGender);
        reader.concept(sent, 15)
                .ifPresent(language -> patient.addCommunication().setLanguage(language));
        reader.concept(sent, 16, "0002").ifPresent(patient::setMaritalStatus);
        Optional<Boolean> dead = flag(sent.text(30));
        if (sent.field(29).isPresent() && reader.time(sent, 29).isPresent()) {
            reader.time(sent, 29).ifPresent(patient::setDeceased);
        } else {
            dead.ifPresent(value -> patient.setDeceased(new BooleanType(value)));
        }
    }

    private static Optional<Boolean> flag(String sent) {
        return switch (sent.toUpperCase(Locale.ROOT)) {
            case "Y" -> Optional.of(true);
            case "N" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    private void contact(Patient patient, Segment sent) {
        sent.field(11).repetitions().forEach(each -> address(each).ifPresent(patient::addAddress));
        sent.field(13).repetitions().forEach(each -> telecom(each, ContactPointUse.HOME)
                .ifPresent(patient::addTelecom));
        sent.field(14).repetitions().forEach(each -> telecom(each, ContactPointUse.WORK)
                .ifPresent(patient::addTelecom));
    }

    /** Somebody without a name or a way to be reached is no contact. */
    private Optional<ContactComponent> kin(Segment sent) {
        ContactComponent contact = new ContactComponent();
        name(sent.field(2).first()).ifPresent(contact::setName);
        reader.concept(sent, 3, "0063").ifPresent(contact::addRelationship);
        address(sent.field(4).first()).ifPresent(contact::setAddress);
        sent.field(5).repetitions().forEach(each -> telecom(each, ContactPointUse.HOME)
                .ifPresent(contact::addTelecom));
        sent.field(6).repetitions().forEach(each -> telecom(each, ContactPointUse.WORK)
                .ifPresent(contact::addTelecom));
        if (!contact.hasName() && !contact.hasAddress() && !contact.hasTelecom()) {
            return Optional.empty();
        }
        reader.say(sent);
        return Optional.of(contact);
    }

    static Optional<HumanName> name(Field sent) {
        HumanName name = new HumanName();
        if (!sent.subcomponent(1, 1).isEmpty()) {
            name.setFamily(sent.subcomponent(1, 1));
        }
        for (int given : new int[] {2, 3}) {
            if (!sent.component(given).isEmpty()) {
                name.addGiven(sent.component(given));
            }
        }
        if (!sent.component(4).isEmpty()) {
            name.addSuffix(sent.component(4));
        }
        if (!sent.component(5).isEmpty()) {
            name.addPrefix(sent.component(5));
        }
        if (name.isEmpty()) {
            return Optional.empty();
        }
        Optional.ofNullable(NAME_USES.get(sent.component(7))).ifPresent(name::setUse);
        return Optional.of(name);
    }

    private static Optional<Address> address(Field sent) {
        Address address = new Address();
        for (String line : List.of(sent.subcomponent(1, 1), sent.component(2))) {
            if (!line.isEmpty()) {
                address.addLine(line);
            }
        }
        setUnlessEmpty(sent.component(3), address::setCity);
        setUnlessEmpty(sent.component(4), address::setState);
        setUnlessEmpty(sent.component(5), address::setPostalCode);
        setUnlessEmpty(sent.component(6), address::setCountry);
        setUnlessEmpty(sent.component(9), address::setDistrict);
        return address.isEmpty() ? Optional.empty() : Optional.of(address);
    }

    private static void setUnlessEmpty(String value, Consumer<String> setter) {
        if (!value.isEmpty()) {
            setter.accept(value);
        }
    }

    /** A number stands in XTN.1, in XTN.12, or in parts; an address of electronic mail in XTN.4. */
    private static Optional<ContactPoint> telecom(Field sent, ContactPointUse use) {
        String mail = sent.component(4);
        String parts = (sent.component(5) + " " + sent.component(6) + " " + sent.component(7)).strip();
        String number = sent.component(1).isEmpty() ? sent.component(12) : sent.component(1);
        String value = number.isEmpty() ? parts : number;
        if (value.isEmpty() && mail.isEmpty()) {
            return Optional.empty();
        }
        ContactPoint point = new ContactPoint().setValue(value.isEmpty() ? mail : value);
        point.setSystem(value.isEmpty() ? ContactPointSystem.EMAIL : system(sent.component(3)));
        return Optional.of(point.setUse(sent.component(3).equals("CP") ? ContactPointUse.MOBILE : use));
    }

    private static ContactPointSystem system(String equipment) {
        return switch (equipment) {
            case "FX" -> ContactPointSystem.FAX;
            case "BP" -> ContactPointSystem.PAGER;
            case "Internet", "X.400" -> ContactPointSystem.EMAIL;
            default -> ContactPointSystem.PHONE;
        };
    }

    private static Set<String> erased(Segment sent) {
        Set<String> erased = new HashSet<>();
        ELEMENTS.forEach((field, element) -> {
            if (sent.field(field).isNull()) {
                erased.add(element);
            }
        });
        return erased;
    }
}
