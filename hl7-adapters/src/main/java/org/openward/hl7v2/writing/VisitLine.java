package org.openward.hl7v2.writing;

import java.util.Map;
import org.hl7.fhir.r4.model.Encounter;
import org.hl7.fhir.r4.model.Encounter.EncounterLocationStatus;
import org.hl7.fhir.r4.model.Encounter.EncounterParticipantComponent;
import org.hl7.fhir.r4.model.Reference;

/** Writes an encounter as PV1. */
final class VisitLine {
    private static final Map<String, String> CLASSES = Map.of(
            "IMP", "I",
            "ACUTE", "I",
            "NONAC", "I",
            "SS", "I",
            "OBSENC", "O",
            "AMB", "O",
            "VR", "O",
            "HH", "O",
            "EMER", "E",
            "PRENC", "P");

    private final Fields fields;
    private final Concepts concepts;

    VisitLine(Fields fields) {
        this.fields = fields;
        this.concepts = new Concepts(fields);
    }

    /** The message is about no visit. */
    static Line none() {
        return new Line("PV1").put(1, "1").put(2, "N");
    }

    Line visit(Encounter encounter) {
        var stay = encounter.getHospitalization();
        return new Line("PV1")
                .put(1, "1")
                .put(
                        2,
                        CLASSES.getOrDefault(
                                String.valueOf(encounter.getClass_().getCode()), "O"))
                .put(3, place(encounter, EncounterLocationStatus.ACTIVE))
                .put(4, concepts.code(encounter.getTypeFirstRep()))
                .put(6, place(encounter, EncounterLocationStatus.COMPLETED))
                .put(7, people(encounter, "ATND"))
                .put(8, people(encounter, "REF"))
                .put(9, people(encounter, "CON"))
                .put(10, concepts.code(encounter.getServiceType()))
                .put(14, concepts.code(stay.getAdmitSource()))
                .put(17, people(encounter, "ADM"))
                .put(19, number(encounter))
                .put(36, concepts.code(stay.getDischargeDisposition()))
                .put(44, fields.start(encounter.getPeriod()))
                .put(45, fields.end(encounter.getPeriod()));
    }

    private String number(Encounter encounter) {
        return encounter.hasIdentifier()
                ? fields.numberOf(encounter.getIdentifierFirstRep())
                : fields.entity(
                        encounter.getIdElement().getIdPart(),
                        fields.letterhead().parties().sendingFacility());
    }

    /** The last place of that status; one without a status is where the patient is. */
    private String place(Encounter encounter, EncounterLocationStatus status) {
        Reference found = new Reference();
        for (var each : encounter.getLocation()) {
            var its = each.hasStatus() ? each.getStatus() : EncounterLocationStatus.ACTIVE;
            if (its == status) {
                found = each.getLocation();
            }
        }
        return fields.place(found);
    }

    private String people(Encounter encounter, String role) {
        return fields.people(encounter.getParticipant().stream()
                .filter(participant -> participant.getType().stream()
                        .flatMap(type -> type.getCoding().stream())
                        .anyMatch(coding -> role.equals(coding.getCode())))
                .map(EncounterParticipantComponent::getIndividual)
                .toList());
    }
}
