package org.openward.interfaceengine.desk;

import java.util.List;
import java.util.Objects;
import org.hl7.fhir.r4.model.Parameters;
import org.openward.audit.AuditEntry;
import org.openward.audit.AuditEntry.About;
import org.openward.audit.AuditEntry.Action;
import org.openward.audit.AuditEntry.Activity;
import org.openward.audit.AuditEntry.Deed;
import org.openward.audit.AuditTrail;
import org.openward.fhir.FhirStore;
import org.openward.interfaceengine.DecisionDesk;
import org.openward.interfaceengine.Rehearsal;
import org.openward.laboratory.Preview;
import org.openward.tenancy.Acting;
import org.springframework.stereotype.Component;

/** Lets a message be filed for show. Whoever asks learns of patients, so the audit learns of whoever asks. */
@Component
class Rehearsals {
    private final DecisionDesk desk;
    private final FhirStore fhir;
    private final AuditTrail audit;

    Rehearsals(DecisionDesk desk, FhirStore fhir, AuditTrail audit) {
        this.desk = desk;
        this.fhir = fhir;
        this.audit = audit;
    }

    Parameters ofTask(String task) {
        return answer(desk.rehearse(task), "Task/" + task + "/$replay");
    }

    Parameters ofDevice(String device, String message) {
        return answer(desk.rehearse(device, message), "Device/" + device + "/$feed-map");
    }

    private List<String> changed(Preview.Write write) {
        var after = write.resource();
        return write.action() == Preview.Action.CREATE
                ? List.of()
                : fhir.find(after.getClass(), after.getIdElement().getIdPart())
                        .map(before -> ChangedElements.of(before, after))
                        .orElseGet(List::of);
    }

    private Parameters answer(Rehearsal rehearsal, String request) {
        var preview = rehearsal.preview();
        var seen = preview == null ? List.<Preview.Finding>of() : preview.findings();
        var entries = seen.stream()
                .map(Preview.Finding::patient)
                .filter(Objects::nonNull)
                .distinct()
                .map(patient -> new AuditEntry(
                        Acting.caller(),
                        Deed.done(Activity.REST, Action.EXECUTE, "operation"),
                        new About("Patient", patient, null, patient),
                        request))
                .toList();
        if (!entries.isEmpty()) {
            audit.recordNow(entries);
        }
        return RehearsalAnswer.of(rehearsal, this::changed);
    }
}
