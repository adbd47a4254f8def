package org.openward.interfaceengine.changes;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiPredicate;
import org.hl7.fhir.r4.model.Appointment;
import org.hl7.fhir.r4.model.Appointment.AppointmentParticipantComponent;
import org.hl7.fhir.r4.model.Appointment.ParticipantRequired;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Reference;

/** Completes an appointment of which a message names some services and participants only: the others stay as they are on file. */
final class PartialLists {
    private PartialLists() {}

    static void complete(Appointment said, Appointment stored, Set<String> partial) {
        if (partial.contains("participant") && (said.hasParticipant() || isMoved(said, stored))) {
            var before = stored.copy().getParticipant();
            if (isMoved(said, stored)) {
                // Their hours were those of the earlier time.
                before.forEach(each -> each.setPeriod(null));
            }
            // Who is only named besides takes nobody's part.
            said.getParticipant()
                    .removeIf(each -> each.getRequired() == ParticipantRequired.INFORMATIONONLY
                            && before.stream().anyMatch(known -> isSame(each, known)));
            said.setParticipant(completed(before, said.getParticipant(), PartialLists::isSame));
        }
        if (partial.contains("serviceType")) {
            said.setServiceType(completed(stored.getServiceType(), said.getServiceType(), CodeableConcept::equalsDeep));
        }
    }

    private static boolean isMoved(Appointment said, Appointment stored) {
        return said.hasStart()
                && stored.hasStart()
                && !said.getStart().toInstant().equals(stored.getStart().toInstant());
    }

    /** In the order on file, so that the same message again changes nothing. */
    private static <T> List<T> completed(List<T> stored, List<T> said, BiPredicate<T, T> isSame) {
        var all = new ArrayList<T>();
        for (var before : stored) {
            all.add(said.stream()
                    .filter(each -> isSame.test(each, before))
                    .findFirst()
                    .orElse(before));
        }
        said.stream()
                .filter(each -> stored.stream().noneMatch(before -> isSame.test(each, before)))
                .forEach(all::add);
        return all;
    }

    private static boolean isSame(AppointmentParticipantComponent one, AppointmentParticipantComponent other) {
        return isSame(one.getActor(), other.getActor());
    }

    private static boolean isSame(Reference one, Reference other) {
        if (one.hasReference() && other.hasReference()) {
            return one.getReferenceElement()
                    .toUnqualifiedVersionless()
                    .getValue()
                    .equals(other.getReferenceElement()
                            .toUnqualifiedVersionless()
                            .getValue());
        }
        if (one.hasIdentifier() && other.hasIdentifier()) {
            return Objects.equals(
                            one.getIdentifier().getSystem(),
                            other.getIdentifier().getSystem())
                    && Objects.equals(
                            one.getIdentifier().getValue(),
                            other.getIdentifier().getValue());
        }
        return one.hasDisplay() && Objects.equals(one.getDisplay(), other.getDisplay());
    }
}
