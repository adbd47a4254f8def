package org.openward.notifications;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Subscription;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.DeskRequest;
import org.openward.fhir.FhirGuard;

/** Sees to it that a Subscription asks for what its sender may see and for what the server can do, and hides its secrets. */
@FhirGuard
@Interceptor
public class SubscriptionGuard {
    private final Admission admission;
    private final SubscriptionBook book;

    SubscriptionGuard(Admission admission, SubscriptionBook book) {
        this.admission = admission;
        this.book = book;
    }

    @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_CREATED)
    public void beforeCreate(IBaseResource resource, @Nullable RequestDetails request) {
        if (resource instanceof Subscription subscription && !DeskRequest.isDesk(request)) {
            admission.admit(subscription, null, request);
        }
    }

    @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_UPDATED)
    public void beforeUpdate(@Nullable IBaseResource before, IBaseResource after, @Nullable RequestDetails request) {
        if (after instanceof Subscription subscription && !DeskRequest.isDesk(request)) {
            var known = book.find(subscription.getIdElement().getIdPart()).map(SubscriptionBook.Entry::terms);
            admission.admit(subscription, known.orElse(null), request);
        }
    }
}
