package org.openward.notifications;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Subscription;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.FhirGuard;

/** Enters each Subscription that a client stores into the book, in the same transaction. */
@FhirGuard
@Interceptor
public class SubscriptionWatch {
    private final SubscriptionBook book;

    SubscriptionWatch(SubscriptionBook book) {
        this.book = book;
    }

    @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_CREATED)
    public void created(IBaseResource resource) {
        enter(resource);
    }

    @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_UPDATED)
    public void updated(@Nullable IBaseResource before, IBaseResource after) {
        enter(after);
    }

    @Hook(Pointcut.STORAGE_PRECOMMIT_RESOURCE_DELETED)
    public void deleted(IBaseResource resource) {
        if (resource instanceof Subscription) {
            book.remove(resource.getIdElement().getIdPart());
        }
    }

    /** What a desk writes was not admitted again; it keeps the book itself. */
    private void enter(IBaseResource resource) {
        if (resource instanceof Subscription subscription) {
            Admission.admitted(subscription)
                    .ifPresent(admitted -> book.enter(
                            subscription.getIdElement().getIdPart(),
                            subscription.getStatus().toCode(),
                            admitted.terms(),
                            subscription.hasEnd() ? subscription.getEnd().toInstant() : null,
                            admitted.waiting()));
        }
    }
}
