package org.openward.hl7v2.results;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.hl7.fhir.r4.model.Coding;
import org.hl7.fhir.r4.model.Identifier;
import org.hl7.fhir.r4.model.Reference;
import org.openward.hl7v2.Field;
import org.openward.hl7v2.Segment;
import org.openward.profiles.Systems;

/** The small parts that several resources of a report share: notes, numbers and people as sent. */
public final class Notes {
    private static final String CONFIDENTIALITY = "http://terminology.hl7.org/CodeSystem/v3-Confidentiality";

    private Notes() {}

    /** NTE-3, one line for each repetition. */
    public static Optional<String> text(Segment note) {
        String text = note.field(3).repetitions().stream().map(Field::text).collect(Collectors.joining("\n"));
        return text.isBlank() ? Optional.empty() : Optional.of(text);
    }

    public static Optional<String> text(List<Segment> notes) {
        String text = notes.stream().map(Notes::text).flatMap(Optional::stream).collect(Collectors.joining("\n"));
        return text.isBlank() ? Optional.empty() : Optional.of(text);
    }

    /** How confidential a record is (HL7 table 0177 or 0272): whatever is out of the ordinary is at least restricted. */
    public static Optional<Coding> confidentiality(Field field) {
        String sent = field.component(1).toUpperCase(Locale.ROOT);
        String code =
                switch (sent) {
                    case "", "U" -> "";
                    case "V" -> "V";
                    default -> "R";
                };
        return code.isEmpty()
                ? Optional.empty()
                : Optional.of(new Coding().setSystem(CONFIDENTIALITY).setCode(code));
    }

    public static Identifier identifier(String type, String system, String value) {
        Identifier identifier = new Identifier().setSystem(system).setValue(value);
        identifier.getType().addCoding().setSystem(Systems.IDENTIFIER_TYPE).setCode(type);
        return identifier;
    }

    /** A person (XCN, or NDL with its first component in subcomponents) by name and number. */
    public static Optional<Reference> person(Field field, String namespace) {
        boolean nested = field.components() == 1 || !field.subcomponent(1, 2).isEmpty();
        String id = nested ? field.subcomponent(1, 1) : field.component(1);
        String family = nested ? field.subcomponent(1, 2) : field.subcomponent(2, 1);
        String given = nested ? field.subcomponent(1, 3) : field.component(3);
        String name = (given + " " + family).strip();
        if (id.isEmpty() && name.isEmpty()) {
            return Optional.empty();
        }
        Reference person = new Reference().setDisplay(name.isEmpty() ? id : name);
        if (!id.isEmpty()) {
            person.setType("Practitioner")
                    .setIdentifier(
                            new Identifier().setSystem(namespace + "/staff").setValue(id));
        }
        return Optional.of(person);
    }

    /** An organisation (CWE or XON) by name and number. */
    public static Optional<Reference> organization(Field field, String namespace) {
        String id = field.component(1);
        String name = field.component(2).isEmpty() ? id : field.component(2);
        if (name.isEmpty()) {
            return Optional.empty();
        }
        Reference organization = new Reference().setDisplay(name).setType("Organization");
        if (!id.isEmpty()) {
            organization.setIdentifier(
                    new Identifier().setSystem(namespace + "/organizations").setValue(id));
        }
        return Optional.of(organization);
    }
}
