package org.openward.hl7v2.datatypes;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Coding;
import org.openward.hl7v2.Field;
import org.openward.hl7v2.Place;
import org.openward.hl7v2.Segment;
import org.openward.profiles.Systems;

/** Abnormal flags: what the device means by them first, what it wrote second. */
public record Flags(Reading reading) {
    /** The codes of HL7 table 0078 that mean the same in v3 ObservationInterpretation. */
    private static final Set<String> SHARED = Set.of(
            "<", ">", "A", "AA", "B", "CAR", "D", "DET", "E", "EX", "EXP", "H", "HH", "HU", "I", "IE", "IND", "L", "LL",
            "LU", "N", "NCL", "ND", "NEG", "NR", "NS", "POS", "R", "RR", "S", "SDD", "SYN-R", "SYN-S", "U", "UNE", "W",
            "WR", "MS", "VS");

    public List<CodeableConcept> read(Segment result) {
        List<CodeableConcept> flags = new ArrayList<>();
        for (int field :
                reading.profile().conventions().flagFields().stream().sorted().toList()) {
            for (Field sent : result.field(field).repetitions()) {
                if (!sent.component(1).isEmpty() || !sent.component(2).isEmpty()) {
                    flags.add(flag(sent, result.place(field)));
                }
            }
        }
        return flags;
    }

    private CodeableConcept flag(Field sent, Place place) {
        String code = sent.component(1);
        String meaning = reading.profile().conventions().flags().get(code);
        CodeableConcept flag = new CodeableConcept();
        if (meaning != null) {
            flag.addCoding(interpretation(meaning)).addCoding(original(sent));
        } else if (SHARED.contains(code)) {
            flag.addCoding(interpretation(code));
        } else {
            reading.findings()
                    .unmapped(new Unmapped(Unmapped.Kind.FLAG, sent.component(3), code, sent.component(2), place));
            if (!code.isEmpty()) {
                flag.addCoding(original(sent));
            }
        }
        String text = sent.component(2);
        return text.isEmpty() ? flag : flag.setText(text);
    }

    private static Coding interpretation(String code) {
        return new Coding().setSystem(Systems.OBSERVATION_INTERPRETATION).setCode(code);
    }

    private Coding original(Field sent) {
        String system = CodingSystems.uri(sent.component(3), reading.profile().namespace());
        return new Coding().setSystem(system).setCode(sent.component(1));
    }
}
