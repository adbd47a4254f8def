package org.openward.interfaceengine.desk;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Task;
import org.openward.fhir.FhirGuard;
import org.openward.interfaceengine.RulingRefused;

/** Keeps the Task of a message that waits from being deleted: without it nobody could decide about the message any more. */
@FhirGuard
@Interceptor
class HeldTaskGuard {
    private final RulingBook book;

    HeldTaskGuard(RulingBook book) {
        this.book = book;
    }

    @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_DELETED)
    public void deleting(IBaseResource deleted) {
        if (deleted instanceof Task task && book.isUndecided(task.getIdElement().getIdPart())) {
            throw RulingRefused.stillAsked();
        }
    }
}
