package org.openward.fhir.verbatim;

import ca.uhn.fhir.interceptor.api.HookParams;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.server.IPreResourceAccessDetails;
import ca.uhn.fhir.rest.api.server.IPreResourceShowDetails;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.api.server.SimplePreResourceAccessDetails;
import ca.uhn.fhir.rest.api.server.SimplePreResourceShowDetails;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import java.util.Optional;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.jspecify.annotations.Nullable;
import org.openward.fhir.RecordMatching;

/**
 * Records in HAPI's model that somebody looks at before they are shown as they are stored. Each carries its text: whoever leaves the record
 * out, or puts another one in its place, takes the text out of the answer with it.
 */
final class SeenFirst {
    private static final String TEXT = SeenFirst.class.getName();

    private SeenFirst() {}

    /** Lets the record be shown as that text, if it is still in the answer when all have looked. */
    static <T extends IBaseResource> T keep(T record, String json, RequestDetails request) {
        record.setUserData(TEXT, json);
        request.getUserData().put(TEXT, true);
        return RecordMatching.settle(record);
    }

    /** Whether the answer to that request may hold such records. */
    static boolean isIn(RequestDetails request) {
        return request.getUserData().containsKey(TEXT);
    }

    static Optional<String> textOf(@Nullable IBaseResource record) {
        return Optional.ofNullable(record).map(known -> (String) known.getUserData(TEXT));
    }

    /** Whether all who hide or mask what a read found leave that record as it is. They are asked as HAPI asks them. */
    static boolean isShownToAll(IBaseResource record, ServletRequestDetails request) {
        var access = new SimplePreResourceAccessDetails(record);
        request.getInterceptorBroadcaster()
                .callHooks(
                        Pointcut.STORAGE_PREACCESS_RESOURCES, of(request).add(IPreResourceAccessDetails.class, access));
        if (access.isDontReturnResourceAtIndex(0)) {
            return false;
        }
        var show = new SimplePreResourceShowDetails(record);
        request.getInterceptorBroadcaster()
                .callHooks(Pointcut.STORAGE_PRESHOW_RESOURCES, of(request).add(IPreResourceShowDetails.class, show));
        return show.getResource(0) == record;
    }

    private static HookParams of(ServletRequestDetails request) {
        return new HookParams().add(RequestDetails.class, request).add(ServletRequestDetails.class, request);
    }
}
