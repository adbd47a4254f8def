package org.openward.identity.launch;

import java.util.List;
import java.util.Optional;
import org.openward.tenancy.Caller;

/** Looks up, for a person who is choosing, what she may see herself; what she is shown is written into the audit trail. */
public interface Charts {
    /**
     * Who is choosing.
     *
     * @param caller the person, in the tenant in which she chooses
     */
    record Chooser(Caller caller, Member member) {}

    /**
     * One line to choose.
     *
     * @param id of the patient or encounter
     * @param text what tells it from others
     */
    record Line(String id, String text) {}

    /** Patients with such a name, the first of them. */
    List<Line> patients(Chooser chooser, String name);

    Optional<Line> patient(Chooser chooser, String id);

    /** The few among whom somebody chooses without looking for a name; none for people of the hospital. */
    default List<Line> few(Chooser chooser) {
        return List.of();
    }

    /** The encounters of a patient, the newest first. */
    List<Line> encounters(Chooser chooser, String patient);
}
