package org.openward.security.assignment;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.PractitionerRole;
import org.hl7.fhir.r4.model.Task;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.FhirGuard;
import org.openward.fhir.verbatim.FirstStored;
import org.openward.tenancy.Tenants;

/** Keeps the book of assignments true to each write of an encounter, appointment, care team, task and the like, within its transaction. */
@FhirGuard
@Interceptor
public class AssignmentWatch {
    private final AssignmentBook book;
    private final Births births;
    private final FirstStored firstStored;
    private final Tenants tenants;

    AssignmentWatch(AssignmentBook book, Births births, FirstStored firstStored, Tenants tenants) {
        this.book = book;
        this.births = births;
        this.firstStored = firstStored;
        this.tenants = tenants;
    }

    @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_CREATED)
    public void created(IBaseResource record) {
        changed(null, record);
    }

    @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_UPDATED)
    public void updated(IBaseResource before, IBaseResource after) {
        changed(before, after);
    }

    @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_DELETED)
    public void deleted(IBaseResource record) {
        var source = source(record);
        if (WhoseCare.concerns(record)) {
            book.replace(source, List.of());
        } else if (record instanceof Task) {
            book.forgetTask(source);
        } else if (record instanceof PractitionerRole) {
            book.forgetUnits(source);
        }
    }

    private void changed(@Nullable IBaseResource before, IBaseResource after) {
        if (WhoseCare.concerns(after)) {
            Supplier<Optional<LocalDate>> stored = () -> firstDay(after);
            var assigned = WhoseCare.assignedBy(after, stored);
            var known = before == null ? List.<Assigned>of() : WhoseCare.assignedBy(before, stored);
            if (!assigned.equals(known)) {
                book.replace(source(after), assigned);
                births.learn(assigned);
            }
        } else if (after instanceof Task task) {
            changed(before instanceof Task known ? Optional.of(known) : Optional.empty(), task);
        } else if (after instanceof PractitionerRole role) {
            changed(role);
        } else if (after instanceof Patient patient && before instanceof Patient known) {
            births.changed(known, patient);
        }
    }

    private Optional<LocalDate> firstDay(IBaseResource record) {
        return firstStored
                .when(record.fhirType(), record.getIdElement().getIdPart())
                .map(tenants.current()::dayOf);
    }

    private void changed(Optional<Task> before, Task task) {
        var owner = WhoseCare.ownerOf(task);
        if (owner.isPresent()) {
            book.replaceTask(source(task), owner.get(), WhoseCare.reachedBy(task));
        } else if (before.flatMap(WhoseCare::ownerOf).isPresent()) {
            book.forgetTask(source(task));
        }
    }

    private void changed(PractitionerRole role) {
        WhoseCare.practitionerOf(role)
                .ifPresentOrElse(
                        practitioner -> book.replaceUnits(source(role), practitioner, WhoseCare.unitsOf(role)),
                        () -> book.forgetUnits(source(role)));
    }

    private static String source(IBaseResource record) {
        return record.fhirType() + "/" + record.getIdElement().getIdPart();
    }
}
