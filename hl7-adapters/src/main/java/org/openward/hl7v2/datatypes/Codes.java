package org.openward.hl7v2.datatypes;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.openward.hl7v2.Field;
import org.openward.hl7v2.Place;
import org.openward.hl7v2.devices.CodeTranslation;
import org.openward.profiles.Systems;

/** Coded values (CE, CWE, CNE, CF, IS) as codeable concepts. */
public record Codes(String namespace, CodeTranslation translation, Findings findings) {
    private static final String TABLES = "http://terminology.hl7.org/CodeSystem/v2-";
    private static final int[] TRIPLES = {1, 4, 10};
    private static final int SECOND_OF_NEXT = 2;
    private static final int ORIGINAL_TEXT = 9;

    /** The concept as sent, or nothing when neither a code nor a text was sent. */
    public Optional<CodeableConcept> concept(Field field) {
        CodeableConcept concept = new CodeableConcept();
        codings(field).forEach(concept::addCoding);
        text(field).ifPresent(concept::setText);
        return concept.isEmpty() ? Optional.empty() : Optional.of(concept);
    }

    /** A code that its sender leaves to an HL7 table, such as 0052. */
    public Optional<CodeableConcept> concept(Field field, String table) {
        String code = field.component(1);
        if (code.isEmpty() || !field.component(3).isEmpty()) {
            return concept(field);
        }
        CodeableConcept concept = new CodeableConcept();
        concept.addCoding().setSystem(TABLES + table).setCode(code);
        return Optional.of(field.component(2).isEmpty() ? concept : concept.setText(field.component(2)));
    }

    /** What was asked for: as {@link #test}, but a panel without a LOINC code is nobody's task. */
    public Optional<CodeableConcept> panel(Field field) {
        CodeableConcept concept = withLoinc(codings(field), field);
        return concept.isEmpty() ? Optional.empty() : Optional.of(concept);
    }

    /** What was measured: LOINC first, as sent or as the device's map says, then the device's own codes. */
    public Optional<CodeableConcept> test(Field field, Place place) {
        List<Coding> sent = codings(field);
        CodeableConcept concept = withLoinc(sent, field);
        boolean known = concept.getCoding().stream().anyMatch(Codes::isLoinc);
        if (!known && !concept.isEmpty()) {
            findings.unmapped(unmapped(sent, concept.getText(), place));
        }
        return concept.isEmpty() ? Optional.empty() : Optional.of(concept);
    }

    private CodeableConcept withLoinc(List<Coding> sent, Field field) {
        CodeableConcept concept = new CodeableConcept();
        sent.stream()
                .filter(Codes::isLoinc)
                .findFirst()
                .or(() -> translated(sent))
                .ifPresent(concept::addCoding);
        sent.stream().filter(each -> !isLoinc(each)).forEach(concept::addCoding);
        text(field).ifPresent(concept::setText);
        return concept;
    }

    private Optional<Coding> translated(List<Coding> sent) {
        return sent.stream().map(translation::code).flatMap(Optional::stream).findFirst();
    }

    private static Unmapped unmapped(List<Coding> sent, String text, Place place) {
        String words = text == null ? "" : text;
        if (sent.isEmpty()) {
            return new Unmapped(Unmapped.Kind.TEST, "", "", words, place);
        }
        Coding first = sent.get(0);
        return new Unmapped(Unmapped.Kind.TEST, first.getSystem(), first.getCode(), words, place);
    }

    private List<Coding> codings(Field field) {
        List<Coding> codings = new ArrayList<>();
        for (int triple : TRIPLES) {
            String code = field.component(triple);
            if (!code.isEmpty()) {
                String system = CodingSystems.uri(field.component(triple + SECOND_OF_NEXT), namespace);
                codings.add(coding(system, code, field.component(triple + 1)));
            }
        }
        return codings;
    }

    private static Coding coding(String system, String code, String display) {
        Coding coding = new Coding().setSystem(system).setCode(code.replaceAll("\\s+", " "));
        // A device's words for a LOINC or SNOMED code are rarely that code's own; the text of the concept keeps them.
        boolean official = system.equals(Systems.LOINC) || system.equals(CodingSystems.SNOMED);
        return display.isEmpty() || official ? coding : coding.setDisplay(display);
    }

    private static Optional<String> text(Field field) {
        for (int component : new int[] {ORIGINAL_TEXT, 2, 5, 1, 4}) {
            String text = field.component(component);
            if (!text.isEmpty()) {
                return Optional.of(text);
            }
        }
        return Optional.empty();
    }

    private static boolean isLoinc(Coding coding) {
        return Systems.LOINC.equals(coding.getSystem());
    }
}
